# For developers of waybill; none of this is exported.

add_library(waybill_dev INTERFACE)
target_compile_options(waybill_dev INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${WAYBILL_WERROR}>:-Werror>)

# It links dozens of programs in a third of the time.
find_program(WAYBILL_LLD ld.lld)
if(WAYBILL_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# Several files of a program or library are compiled as one, because each would compile most of waybill,
# SOCI and fmt again. A name in an unnamed namespace must be unique among these files. A build without
# precompiled headers compiles each file alone, and so finds missing includes.
function(waybill_join_files target)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON)
  endif()
endfunction()

if(TARGET waybill_compiled)
  target_link_libraries(waybill_compiled PRIVATE $<BUILD_INTERFACE:waybill_dev>)
endif()
if(TARGET waybill_soci)
  target_link_libraries(waybill_soci PRIVATE $<BUILD_INTERFACE:waybill_dev>)
  if(NOT WAYBILL_BUILD_BENCHMARKS)
    target_precompile_headers(waybill_soci PRIVATE src/soci/soci.hpp)
  endif()
  # Tests and benchmarks use what a shared library does not export, and SOCI.
  add_library(waybill_soci_inside STATIC EXCLUDE_FROM_ALL $<TARGET_OBJECTS:waybill_soci>)
  target_link_libraries(waybill_soci_inside PUBLIC waybill_compiled fmt::fmt SOCI::PostgreSQL SOCI::SQLite3)
endif()

if(TARGET waybill_auth)
  target_link_libraries(waybill_auth PRIVATE $<BUILD_INTERFACE:waybill_dev>)
endif()

# A header that is in no list would be neither installed nor checked.
file(GLOB_RECURSE waybill_unlisted CONFIGURE_DEPENDS
  RELATIVE ${PROJECT_SOURCE_DIR}/include/waybill include/waybill/*.hpp include/waybill/*.ipp)
list(FILTER waybill_unlisted EXCLUDE REGEX "^impl/(rules|parse|store|service)/")
list(REMOVE_ITEM waybill_unlisted
  ${WAYBILL_FLOOR_0} ${WAYBILL_FLOOR_1_RULES} ${WAYBILL_FLOOR_1_PARSE}
  ${WAYBILL_FLOOR_2} ${WAYBILL_FLOOR_3} ${WAYBILL_FLOOR_4} ${WAYBILL_AUTH} ${WAYBILL_TESTING})
if(waybill_unlisted)
  list(JOIN waybill_unlisted ", " waybill_unlisted)
  message(FATAL_ERROR "Give these headers a floor in cmake/headers.cmake: ${waybill_unlisted}")
endif()

# The reference of the headers, with the pages, in docs/html of the build folder.
if(PROJECT_IS_TOP_LEVEL)
  add_custom_target(docs
    COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D OUTPUT=${PROJECT_BINARY_DIR}/docs
      -D VERSION=${PROJECT_VERSION} -P ${PROJECT_SOURCE_DIR}/cmake/check_docs.cmake
    VERBATIM)
endif()
