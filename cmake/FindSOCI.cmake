# Finds SOCI and its backends, from any package:
#
#   find_package(SOCI COMPONENTS PostgreSQL SQLite3)
#
# makes SOCI::Core, SOCI::PostgreSQL and SOCI::SQLite3, each with its database's own library.
#
# SOCI 4.1 installs a CMake package with these target names, SOCI 4.0 one with others, and Debian's
# libsoci-dev none at all.

find_package(SOCI CONFIG QUIET COMPONENTS ${SOCI_FIND_COMPONENTS})
if(TARGET SOCI::soci_core AND NOT TARGET SOCI::Core)
  add_library(SOCI::Core ALIAS SOCI::soci_core)
endif()
if(TARGET SOCI::soci_postgresql AND NOT TARGET SOCI::PostgreSQL)
  add_library(SOCI::PostgreSQL ALIAS SOCI::soci_postgresql)
endif()
if(TARGET SOCI::soci_sqlite3 AND NOT TARGET SOCI::SQLite3)
  add_library(SOCI::SQLite3 ALIAS SOCI::soci_sqlite3)
endif()

if(NOT TARGET SOCI::Core)
  find_path(SOCI_INCLUDE_DIR soci/soci.h)
  find_library(SOCI_CORE_LIBRARY soci_core)
  mark_as_advanced(SOCI_INCLUDE_DIR SOCI_CORE_LIBRARY)
  if(SOCI_INCLUDE_DIR AND SOCI_CORE_LIBRARY)
    add_library(SOCI::Core UNKNOWN IMPORTED)
    set_target_properties(SOCI::Core PROPERTIES
      IMPORTED_LOCATION ${SOCI_CORE_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${SOCI_INCLUDE_DIR})
  endif()
endif()

if("PostgreSQL" IN_LIST SOCI_FIND_COMPONENTS)
  # Not CMake's FindPostgreSQL, which also needs the server's headers.
  find_path(PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)
  find_library(PQ_LIBRARY pq)
  find_library(SOCI_POSTGRESQL_LIBRARY soci_postgresql)
  mark_as_advanced(PQ_INCLUDE_DIR PQ_LIBRARY SOCI_POSTGRESQL_LIBRARY)
  if(PQ_INCLUDE_DIR AND PQ_LIBRARY AND TARGET SOCI::Core)
    if(NOT TARGET SOCI::PostgreSQL AND SOCI_POSTGRESQL_LIBRARY)
      add_library(SOCI::PostgreSQL UNKNOWN IMPORTED)
      set_target_properties(SOCI::PostgreSQL PROPERTIES
        IMPORTED_LOCATION ${SOCI_POSTGRESQL_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${PQ_INCLUDE_DIR}
        INTERFACE_LINK_LIBRARIES "SOCI::Core;${PQ_LIBRARY}")
    endif()
    if(TARGET SOCI::PostgreSQL)
      set(SOCI_PostgreSQL_FOUND TRUE)
    endif()
  endif()
endif()

if("SQLite3" IN_LIST SOCI_FIND_COMPONENTS)
  find_path(SQLITE3_INCLUDE_DIR sqlite3.h)
  find_library(SQLITE3_LIBRARY sqlite3)
  find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3)
  mark_as_advanced(SQLITE3_INCLUDE_DIR SQLITE3_LIBRARY SOCI_SQLITE3_LIBRARY)
  if(SQLITE3_INCLUDE_DIR AND SQLITE3_LIBRARY AND TARGET SOCI::Core)
    if(NOT TARGET SOCI::SQLite3 AND SOCI_SQLITE3_LIBRARY)
      add_library(SOCI::SQLite3 UNKNOWN IMPORTED)
      set_target_properties(SOCI::SQLite3 PROPERTIES
        IMPORTED_LOCATION ${SOCI_SQLITE3_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${SQLITE3_INCLUDE_DIR}
        INTERFACE_LINK_LIBRARIES "SOCI::Core;${SQLITE3_LIBRARY}")
    endif()
    if(TARGET SOCI::SQLite3)
      set(SOCI_SQLite3_FOUND TRUE)
    endif()
  endif()
endif()

include(FindPackageHandleStandardArgs)
set(SOCI_core_target SOCI::Core)
if(NOT TARGET SOCI::Core)
  set(SOCI_core_target SOCI_core_target-NOTFOUND)
endif()
find_package_handle_standard_args(SOCI REQUIRED_VARS SOCI_core_target HANDLE_COMPONENTS)
