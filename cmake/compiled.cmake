# waybill::compiled: the same code as waybill::waybill, compiled once.

add_library(waybill_compiled
  src/waybill/cached_store.cpp
  src/waybill/gateway.cpp
  src/waybill/ingestor.cpp
  src/waybill/memory_store.cpp
  src/waybill/parsing.cpp
  src/waybill/tracker.cpp)
waybill_library_properties(waybill_compiled compiled)
set_target_properties(waybill_compiled PROPERTIES OUTPUT_NAME waybill)
target_compile_definitions(waybill_compiled PUBLIC WAYBILL_COMPILED)
# Its headers are those of waybill::waybill.
target_link_libraries(waybill_compiled PUBLIC waybill_core Threads::Threads)
