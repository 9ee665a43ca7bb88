# Every header under include/waybill and the floor it stands on. CMake installs and checks what is
# listed; check_floors.cmake keeps a lower floor from including a higher one.

# Words. With the rules they are waybill::core: the standard library alone.
set(WAYBILL_FLOOR_0
  change.hpp
  decision.hpp
  delta.hpp
  issue.hpp
  message.hpp
  milestone.hpp
  policy.hpp
  receipt.hpp
  stats.hpp
  status.hpp
  time.hpp
  update.hpp
  version.hpp)

# Rules and parsing stand side by side: neither knows the other.
set(WAYBILL_FLOOR_1_RULES
  detail/row_draft.hpp
  gauges.hpp
  match.hpp
  plan.hpp
  plan_send.hpp
  transition.hpp)

set(WAYBILL_FLOOR_1_PARSE
  detail/json_collector.hpp
  detail/json_number.hpp
  detail/json_pointer.hpp
  detail/json_scanner.hpp
  detail/utf8.hpp
  dialect.hpp
  dialects/accounts.hpp
  dialects/baileys.hpp
  dialects/envelopes.hpp
  dialects/evolution.hpp
  dialects/flat_item.hpp
  dialects/group_receipt.hpp
  dialects/nested_item.hpp
  dialects/provider_shapes.hpp
  dialects/reasons.hpp
  dialects/receipt_fields.hpp
  dialects/times.hpp
  json_document.hpp
  json_reader.hpp
  json_writer.hpp
  number_table.hpp
  parse.hpp
  parse_report.hpp
  recognise.hpp)

# The seam to storage.
set(WAYBILL_FLOOR_2
  catalog_store.hpp
  deadline_scope.hpp
  detail/export.hpp
  detail/memory_parking.hpp
  detail/memory_reports.hpp
  detail/memory_tables.hpp
  forwarding_store.hpp
  memory_store.hpp
  parking_store.hpp
  report_store.hpp
  send_store.hpp
  store.hpp
  store_error.hpp)

# The service, and the umbrella over all of the above.
set(WAYBILL_FLOOR_3
  clock.hpp
  detail/answers.hpp
  detail/circuit_breaker.hpp
  detail/early_updates.hpp
  detail/fair_queue.hpp
  detail/ingest_batch.hpp
  detail/ingest_counts.hpp
  detail/ingest_engine.hpp
  detail/ingest_writer.hpp
  detail/ingestor_calls.hpp
  detail/intake.hpp
  detail/logger.hpp
  detail/opened_body.hpp
  detail/prometheus_page.hpp
  detail/queued_body.hpp
  detail/retry.hpp
  detail/send_recorder.hpp
  detail/settler.hpp
  detail/sweeper.hpp
  detail/tracker_handle.hpp
  detail/tracker_operations.hpp
  detail/tracker_sends.hpp
  detail/update_pipeline.hpp
  detail/warning_pace.hpp
  detail/warnings.hpp
  histogram.hpp
  ingestor.hpp
  ingestor_options.hpp
  ingestor_stats.hpp
  prometheus.hpp
  reply.hpp
  send_recording.hpp
  send_response.hpp
  sweep_result.hpp
  tracker.hpp
  tracker_options.hpp
  waybill.hpp
  webhook_settings.hpp)

# The stores over SOCI: opt-in, compiled, and SOCI itself not in sight.
set(WAYBILL_FLOOR_4
  soci/postgres_options.hpp
  soci/postgres_store.hpp
  soci/schema.hpp
  soci/schema_names.hpp
  soci/sqlite_options.hpp
  soci/sqlite_store.hpp)

# Opt-in: sees everything above, and nothing above sees it.
set(WAYBILL_TESTING
  testing/contract/apply.hpp
  testing/contract/batches.hpp
  testing/contract/catalog.hpp
  testing/contract/concurrency.hpp
  testing/contract/describe.hpp
  testing/contract/expectations.hpp
  testing/contract/gauges.hpp
  testing/contract/load.hpp
  testing/contract/log.hpp
  testing/contract/log_pages.hpp
  testing/contract/parking.hpp
  testing/contract/races.hpp
  testing/contract/reports.hpp
  testing/contract/samples.hpp
  testing/contract/scene.hpp
  testing/contract/sends.hpp
  testing/contract/together.hpp
  testing/contract/world.hpp
  testing/failing_store.hpp
  testing/manual_clock.hpp
  testing/memory_world.hpp
  testing/store_contract.hpp)

# The only header that may include nlohmann/json.
set(WAYBILL_JSON_SEAM
  json_writer.hpp)
