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
  try {
    const auto queued = engine().open(body, from, within.value_or(options.deadline), content_type);
    queued->callback = callback;
    if (engine().submit(queued)) return;
  } catch (...) {
    detail::log_exception(options.on_log, severity::error, {from.tenant, {}, {}, {}},
                          "not handled");
  }
  detail::call_back(options.on_log, callback, detail::not_processed());
}

WAYBILL_INLINE std::future<reply> ingestor::submit(std::string_view body, const origin& from,
                                                   std::optional<std::chrono::milliseconds> within,
                                                   std::string_view content_type) {
  const auto promised = std::make_shared<std::promise<reply>>();
  submit(
      body, from, [promised](reply answer) { promised->set_value(std::move(answer)); }, within,
      content_type);
  return promised->get_future();
}

WAYBILL_INLINE sweep_result ingestor::sweep() { return engine().sweep(); }

WAYBILL_INLINE ingestor_stats ingestor::stats() const { return engine().stats(); }

WAYBILL_INLINE void ingestor::stop(std::chrono::milliseconds within) { engine().stop(within); }

}  // namespace waybill
