#pragma once

#include <string>

#include <httplib.h>

#include "service.hpp"

namespace waybill_server {

// What is read of single recipients.

/// A page of them: `?status=`, `failure_kind=`, `order=descending`, `after=`, `limit=`, each of
/// which may be left out or empty.
void show_recipients(service& with, const std::string& campaign, const httplib::Request& request,
                     httplib::Response& response);

/// All of them as CSV, or with `?day=2026-03-01` those whose message was sent on that day (UTC).
void export_recipients(service& with, const std::string& campaign, const httplib::Request& request,
                       httplib::Response& response);

/// `GET /api/messages`, with their stories: `?message_id=` or `?row=`.
void show_messages(service& with, const httplib::Request& request, httplib::Response& response);

}  // namespace waybill_server
