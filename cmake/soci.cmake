# waybill::soci: the stores over SOCI.

list(APPEND CMAKE_MODULE_PATH ${PROJECT_SOURCE_DIR}/cmake)
if(NOT TARGET SOCI::PostgreSQL OR NOT TARGET SOCI::SQLite3)
  find_package(SOCI COMPONENTS PostgreSQL SQLite3)
  if(NOT SOCI_FOUND)
    message(FATAL_ERROR
      "waybill::soci needs SOCI with its PostgreSQL and SQLite backends, libpq and libsqlite3. On "
      "Debian: apt-get install libsoci-dev libpq-dev libsqlite3-dev. To go without it: "
      "-D WAYBILL_WITH_SOCI=OFF")
  endif()
endif()

# A project that embeds waybill may bring its own.
if(NOT TARGET fmt::fmt)
  find_package(fmt CONFIG QUIET)
  if(NOT fmt_FOUND)
    message(FATAL_ERROR "waybill::soci needs fmt. On Debian: apt-get install libfmt-dev. To go without it: "
      "-D WAYBILL_WITH_SOCI=OFF")
  endif()
endif()

# The migrations become a source file, so that a program carries its schemas with it.
foreach(store IN ITEMS postgres sqlite)
  file(GLOB migration_files CONFIGURE_DEPENDS src/soci/migrations/${store}/*.sql)
  foreach(file IN LISTS migration_files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    string(REGEX MATCH "^0*([0-9]+)_(.+)$" matched ${name})
    file(READ ${file} sql)
    string(APPEND ${store}_migrations
      "    migration{${CMAKE_MATCH_1}, \"${CMAKE_MATCH_2}\", R\"sql(${sql})sql\"},\n")
  endforeach()
endforeach()
configure_file(src/soci/migrations.cpp.in migrations.cpp @ONLY)

add_library(waybill_soci
  ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp
  src/soci/apply_command.cpp
  src/soci/apply_log.cpp
  src/soci/apply_messages.cpp
  src/soci/apply_pace.cpp
  src/soci/apply_sql.cpp
  src/soci/apply_sums.cpp
  src/soci/callers_connection.cpp
  src/soci/callers_session.cpp
  src/soci/callers_store.cpp
  src/soci/column_types.cpp
  src/soci/connection_string.cpp
  src/soci/failure.cpp
  src/soci/keep_feed.cpp
  src/soci/lender.cpp
  src/soci/lent_session.cpp
  src/soci/feed_listener.cpp
  src/soci/log_columns.cpp
  src/soci/feed_batches.cpp
  src/soci/message_columns.cpp
  src/soci/own_transaction.cpp
  src/soci/pace_terms.cpp
  src/soci/pooler_probe.cpp
  src/soci/postgres_apply.cpp
  src/soci/postgres_catalog.cpp
  src/soci/postgres_database.cpp
  src/soci/postgres_direct.cpp
  src/soci/postgres_feed.cpp
  src/soci/postgres_load.cpp
  src/soci/postgres_log.cpp
  src/soci/postgres_pace.cpp
  src/soci/postgres_parking.cpp
  src/soci/postgres_recipients.cpp
  src/soci/postgres_reports.cpp
  src/soci/postgres_schema.cpp
  src/soci/postgres_sends.cpp
  src/soci/postgres_session.cpp
  src/soci/postgres_store.cpp
  src/soci/row_security.cpp
  src/soci/savepoint.cpp
  src/soci/schema_distribution.cpp
  src/soci/schema_indexes.cpp
  src/soci/schema_look.cpp
  src/soci/schema_names.cpp
  src/soci/schema_rights.cpp
  src/soci/schema_tables.cpp
  src/soci/schema_trial.cpp
  src/soci/schema_uses.cpp
  src/soci/schema_words.cpp
  src/soci/session_pool.cpp
  src/soci/sqlite_apply.cpp
  src/soci/sqlite_catalog.cpp
  src/soci/sqlite_failure.cpp
  src/soci/sqlite_feed.cpp
  src/soci/sqlite_load.cpp
  src/soci/sqlite_pace.cpp
  src/soci/sqlite_parking.cpp
  src/soci/sqlite_recipients.cpp
  src/soci/sqlite_reports.cpp
  src/soci/sqlite_schema.cpp
  src/soci/sqlite_sends.cpp
  src/soci/sqlite_session.cpp
  src/soci/sqlite_statement.cpp
  src/soci/sqlite_store.cpp
  src/soci/stored_key.cpp
  src/soci/stored_statuses.cpp
  src/soci/stored_table.cpp
  src/soci/table_map.cpp
  src/soci/unwritten.cpp
  src/soci/watchdog.cpp)
waybill_library_properties(waybill_soci soci)
set(headers ${WAYBILL_FLOOR_4})
list(TRANSFORM headers PREPEND include/waybill/)
target_sources(waybill_soci PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${headers})
target_link_libraries(waybill_soci PUBLIC waybill_compiled PRIVATE fmt::fmt SOCI::PostgreSQL SOCI::SQLite3)

# Several files are compiled as one, because each would compile most of waybill, SOCI
# and fmt again; a project that sets CMAKE_UNITY_BUILD decides. Not where benchmarks are: these are compared
# with those of versions whose files were compiled one by one.
if(NOT DEFINED CMAKE_UNITY_BUILD AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS AND NOT WAYBILL_BUILD_BENCHMARKS)
  set_target_properties(waybill_soci PROPERTIES UNITY_BUILD ON)
endif()
set_target_properties(waybill_soci PROPERTIES UNITY_BUILD_MODE GROUP)
get_target_property(sources waybill_soci SOURCES)
foreach(source IN LISTS sources)
  set(group shared)
  if(source MATCHES "/(postgres|schema|sqlite)_[^/]*$")
    set(group ${CMAKE_MATCH_1})
  elseif(source MATCHES "/(apply_messages|apply_sql|apply_sums|message_columns|own_transaction|pooler_probe).cpp$")
    continue()  # they have, or use, short names of their own
  endif()
  set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
endforeach()
