# Every header under include/waybill, by floor. CMake installs and checks what is listed; check_floors.cmake
# keeps a lower floor from including a higher one. Private code is in impl/, in a folder for each floor, and
# is not listed; nor are the dialects.

# waybill_headers_under(<folder of include/waybill> <variable>): the headers of the folder.
function(waybill_headers_under folder result)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH root)
  set(again CONFIGURE_DEPENDS)
  if(CMAKE_SCRIPT_MODE_FILE)
    set(again "")  # a script is not configured
  endif()
  file(GLOB_RECURSE found ${again} RELATIVE ${root}/include/waybill
    ${root}/include/waybill/${folder}/*.hpp ${root}/include/waybill/${folder}/*.ipp)
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# Words. With the rules they are waybill::core, which needs only the standard library.
set(WAYBILL_FLOOR_0
  change.hpp
  config.hpp
  decision.hpp
  failure_kind.hpp
  issue.hpp
  message.hpp
  policy.hpp
  recipients.hpp
  stats.hpp
  status.hpp
  update.hpp
  version.hpp)

# Rules and parsing are on one floor: neither includes the other.
set(WAYBILL_FLOOR_1_RULES
  gauges.hpp
  latency.hpp
  pace.hpp
  plan.hpp
  plan_send.hpp
  transition.hpp)

waybill_headers_under(dialects WAYBILL_DIALECTS)
set(WAYBILL_FLOOR_1_PARSE
  ${WAYBILL_DIALECTS}
  dialect.hpp
  json_document.hpp
  json_reader.hpp
  parse.hpp)

# The seam to storage.
set(WAYBILL_FLOOR_2
  cached_store.hpp
  clock.hpp
  counted_scope.hpp
  deadline_scope.hpp
  feed_store.hpp
  forwarding_store.hpp
  memory_store.hpp
  no_cache_scope.hpp
  no_names_scope.hpp
  store.hpp
  store_error.hpp
  store_parts.hpp)

# The service, and the header that includes all of the above.
set(WAYBILL_FLOOR_3
  async_handle.hpp
  ingestor.hpp
  ingestor_options.hpp
  ingestor_stats.hpp
  prometheus.hpp
  reply.hpp
  sends.hpp
  tracker.hpp
  tracker_options.hpp
  waybill.hpp
  webhook_settings.hpp)

# The stores over SOCI: opt-in and compiled; they do not expose SOCI.
set(WAYBILL_FLOOR_4
  soci/lender.hpp
  soci/own_transaction.hpp
  soci/postgres_options.hpp
  soci/postgres_store.hpp
  soci/schema.hpp
  soci/schema_names.hpp
  soci/sqlite_options.hpp
  soci/sqlite_store.hpp)

# Who posted a body: opt-in and compiled, beside the stores; it does not expose OpenSSL.
set(WAYBILL_AUTH
  auth/cloud_api.hpp
  auth/key.hpp
  auth/request.hpp
  auth/signed_token.hpp
  auth/twilio.hpp
  auth/verdict.hpp
  auth/waha.hpp)

# Opt-in: may include everything above; nothing above includes it.
set(WAYBILL_TESTING
  testing/contract/apply.hpp
  testing/contract/batches.hpp
  testing/contract/catalog.hpp
  testing/contract/concurrency.hpp
  testing/contract/describe.hpp
  testing/contract/expectations.hpp
  testing/contract/feed.hpp
  testing/contract/gauges.hpp
  testing/contract/load.hpp
  testing/contract/log.hpp
  testing/contract/log_pages.hpp
  testing/contract/pace.hpp
  testing/contract/parking.hpp
  testing/contract/races.hpp
  testing/contract/recipients.hpp
  testing/contract/reports.hpp
  testing/contract/samples.hpp
  testing/contract/scene.hpp
  testing/contract/sends.hpp
  testing/contract/together.hpp
  testing/contract/world.hpp
  testing/dialect_samples.hpp
  testing/failing_store.hpp
  testing/manual_clock.hpp
  testing/memory_world.hpp
  testing/store_contract.hpp)

waybill_headers_under(impl/rules WAYBILL_IMPL_1_RULES)
waybill_headers_under(impl/parse WAYBILL_IMPL_1_PARSE)
waybill_headers_under(impl/store WAYBILL_IMPL_2)
waybill_headers_under(impl/service WAYBILL_IMPL_3)
