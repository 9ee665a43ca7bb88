# SOCI's headers take a third of the time of each file that includes them, so they are read once for all of
# these. Files that do not include them go without, so that each file still shows that it includes what it
# uses.

set(folder ${WAYBILL_SOURCE_DIR}/src/soci)
file(GLOB headers RELATIVE ${folder} ${folder}/*.hpp)

# Which headers bring SOCI, some of them through others.
set(bringers soci.hpp)
set(known 0)
while(NOT known EQUAL bringers_count)
  list(LENGTH bringers known)
  list(JOIN bringers "|" names)
  foreach(header IN LISTS headers)
    file(STRINGS ${folder}/${header} found REGEX "^#include \"(${names})\"")
    if(found)
      list(APPEND bringers ${header})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES bringers)
  list(LENGTH bringers bringers_count)
endwhile()

target_precompile_headers(waybill_soci PRIVATE ${folder}/soci.hpp)
get_target_property(sources waybill_soci SOURCES)
list(TRANSFORM sources PREPEND ${WAYBILL_SOURCE_DIR}/ REGEX "^src/")
foreach(source IN LISTS sources)
  file(STRINGS ${source} found REGEX "^#include \"(${names})\"")
  if(NOT found)
    set_source_files_properties(${source} TARGET_DIRECTORY waybill_soci
      PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
endforeach()
