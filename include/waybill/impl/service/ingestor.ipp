#pragma once

// The members of ingestor; ingestor.hpp includes this file.

#include <stdexcept>
#include <utility>

#include <unistd.h>

#include <waybill/impl/service/ingest_engine.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/ingestor.hpp>

namespace waybill {

WAYBILL_INLINE ingestor::ingestor(const tracker& with, ingestor_options options)
    : engine_(std::make_unique<detail::ingest_engine>(with.service_, options)),
      process_(::getpid()) {}

WAYBILL_INLINE ingestor::~ingestor() {
  // Its mutexes may be held by threads that this process does not have.
  if (is_forked()) static_cast<void>(engine_.release());
}

WAYBILL_INLINE bool ingestor::is_forked() const noexcept { return process_ != ::getpid(); }

WAYBILL_INLINE detail::ingest_engine& ingestor::engine() const {
  if (!is_forked()) return *engine_;
  throw std::logic_error{"waybill: an ingestor does not survive a fork; make it in the child"};
}

WAYBILL_INLINE reply ingestor::handle(std::string_view body, const origin& from,
                                      std::optional<std::chrono::milliseconds> within,
                                      std::string_view content_type) noexcept {
  const auto& options = engine_->options();
  try {
    return engine().handle(
        engine().open(body, from, within.value_or(options.deadline), content_type));
  } catch (...) {
    detail::log_exception(options.on_log, severity::error, {from.tenant, {}, {}, {}},
                          "not handled");
  }
  return detail::not_processed();
}

WAYBILL_INLINE void ingestor::submit(std::string_view body, const origin& from,
                                     reply_callback callback,
                                     std::optional<std::chrono::milliseconds> within,
                                     std::string_view content_type) noexcept {
  const auto& options = engine_->options();
  detail::body_ptr queued;
  auto* unanswered = &callback;
  try {
    queued = engine().open(body, from, within.value_or(options.deadline), content_type);
    queued->callback = std::move(callback);
    unanswered = &queued->callback;
    if (engine().submit(queued)) return;
  } catch (...) {
    detail::log_exception(options.on_log, severity::error, {from.tenant, {}, {}, {}},
                          "not handled");
  }
  detail::call_back(options.on_log, std::move(*unanswered), detail::not_processed());
}

WAYBILL_INLINE std::future<reply> ingestor::submit(std::string_view body, const origin& from,
                                                   std::optional<std::chrono::milliseconds> within,
                                                   std::string_view content_type) {
  std::promise<reply> promised;
  auto answered = promised.get_future();
  submit(
      body, from,
      [promised = std::move(promised)](reply answer) mutable {
        promised.set_value(std::move(answer));
      },
      within, content_type);
  return answered;
}

WAYBILL_INLINE sweep_result ingestor::sweep() { return engine().sweep(); }

WAYBILL_INLINE ingestor_stats ingestor::stats() const { return engine().stats(); }

WAYBILL_INLINE void ingestor::stop(std::chrono::milliseconds within) { engine().stop(within); }

}  // namespace waybill
