# Every header under include/waybill, by floor. CMake installs and checks what is listed; check_floors.cmake
# keeps a lower floor from including a higher one. Private code is in impl/, in a folder for each floor, and
# is not listed.

# Words. With the rules they are waybill::core, which needs only the standard library.
set(WAYBILL_FLOOR_0
  change.hpp
  config.hpp
  decision.hpp
  issue.hpp
  message.hpp
  policy.hpp
  stats.hpp
  status.hpp
  update.hpp
  version.hpp)

# Rules and parsing are on one floor: neither includes the other.
set(WAYBILL_FLOOR_1_RULES
  gauges.hpp
  plan.hpp
  plan_send.hpp
  transition.hpp)

set(WAYBILL_FLOOR_1_PARSE
  dialect.hpp
  dialects/accounts.hpp
  dialects/baileys.hpp
  dialects/envelopes.hpp
  dialects/evolution.hpp
  dialects/flat_item.hpp
  dialects/group_receipt.hpp
  dialects/nested_item.hpp
  dialects/number_table.hpp
  dialects/provider_shapes.hpp
  dialects/reasons.hpp
  dialects/receipt_fields.hpp
  dialects/times.hpp
  json_document.hpp
  json_reader.hpp
  parse.hpp)

# The seam to storage.
set(WAYBILL_FLOOR_2
  cached_store.hpp
  clock.hpp
  deadline_scope.hpp
  forwarding_store.hpp
  memory_store.hpp
  no_cache_scope.hpp
  store.hpp
  store_error.hpp
  store_parts.hpp)

# The service, and the header that includes all of the above.
set(WAYBILL_FLOOR_3
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
  soci/postgres_options.hpp
  soci/postgres_store.hpp
  soci/schema.hpp
  soci/schema_names.hpp
  soci/sqlite_options.hpp
  soci/sqlite_store.hpp)

# Opt-in: may include everything above; nothing above includes it.
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

# waybill_private_headers(<folder of impl> <variable>): the private headers of the floor.
function(waybill_private_headers folder result)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH root)
  set(again CONFIGURE_DEPENDS)
  if(CMAKE_SCRIPT_MODE_FILE)
    set(again "")  # a script is not configured
  endif()
  file(GLOB_RECURSE found ${again} RELATIVE ${root}/include/waybill
    ${root}/include/waybill/impl/${folder}/*.hpp ${root}/include/waybill/impl/${folder}/*.ipp)
  set(${result} ${found} PARENT_SCOPE)
endfunction()
waybill_private_headers(rules WAYBILL_IMPL_1_RULES)
waybill_private_headers(parse WAYBILL_IMPL_1_PARSE)
waybill_private_headers(store WAYBILL_IMPL_2)
waybill_private_headers(service WAYBILL_IMPL_3)
