#pragma once

// Everything but the opt-ins: the stores over SOCI (soci/) and what tests a store (testing/).

#include <waybill/cached_store.hpp>
#include <waybill/deadline_scope.hpp>
#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/evolution.hpp>
#include <waybill/feed_store.hpp>
#include <waybill/forwarding_store.hpp>
#include <waybill/ingestor.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/parse.hpp>
#include <waybill/plan.hpp>
#include <waybill/prometheus.hpp>
#include <waybill/sends.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/tracker.hpp>
#include <waybill/transition.hpp>
#include <waybill/version.hpp>
#include <waybill/webhook_settings.hpp>

/// Delivery webhooks of a WhatsApp gateway, as exactly-once status transitions: all of waybill.
namespace waybill {}
