# cmake -D FOLDER=<of the installed library> -D VERSION=… -D WITH_AUTH=<whether it is there> -P check_shared.cmake
# The libraries have the version in their names, show of themselves what their headers mark, no more, and
# still have all that exported/<major.minor> lists. With WAYBILL_REWRITE=1 in the environment those lists are
# written anew instead.

cmake_minimum_required(VERSION 3.23)

string(REGEX MATCH "^[0-9]+\\.[0-9]+" compatible ${VERSION})

# Keeps the functions and the types of waybill of what nm prints, by name: what is inline each program has
# itself, and compilers differ in it.
function(keep_names lines result)
  list(FILTER lines INCLUDE REGEX "^[0-9a-f]+ T | (vtable|typeinfo) for waybill")
  list(TRANSFORM lines REPLACE "^[0-9a-f]+ [A-Za-z] " "")
  list(SORT lines)
  list(REMOVE_DUPLICATES lines)
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

# check_kept(<name> <what nm prints>): a program that was linked with an earlier patch still finds all.
function(check_kept name lines)
  keep_names("${lines}" now)
  set(list ${CMAKE_CURRENT_LIST_DIR}/exported/${compatible}/${name}.txt)
  if("$ENV{WAYBILL_REWRITE}")
    list(JOIN now "\n" now)
    file(WRITE ${list} "${now}\n")
    return()
  endif()
  set(renew "WAYBILL_REWRITE=1 ctest --preset dev -R consumer.shared_library writes it anew")
  if(NOT EXISTS ${list})
    message(FATAL_ERROR "there is no list of what ${name} exported in ${compatible}; ${renew}")
  endif()
  file(STRINGS ${list} gone)
  list(REMOVE_ITEM gone ${now})
  if(gone)
    list(JOIN gone "\n" gone)
    message(FATAL_ERROR "${name} no longer exports what programs of ${compatible} may call:\n${gone}\n"
      "Keep it, or raise the minor version. Of a version that is not released yet, ${renew}")
  endif()
endfunction()

# check_library(<name> <what it must export, such as a type that a program must be able to tell>)
function(check_library name wanted)
  execute_process(
    COMMAND readelf --dynamic ${FOLDER}/${name}.so.${VERSION}
    OUTPUT_VARIABLE dynamic
    COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dynamic MATCHES "SONAME[^\n]*\\[${name}\\.so\\.${compatible}\\]")
    message(FATAL_ERROR "the SONAME is not ${name}.so.${compatible}:\n${dynamic}")
  endif()

  execute_process(
    COMMAND nm --dynamic --defined-only --demangle ${FOLDER}/${name}.so
    OUTPUT_VARIABLE exported
    COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "[][;]" " " exported "${exported}")
  string(REGEX REPLACE "\n$" "" exported "${exported}")
  string(REPLACE "\n" ";" exported "${exported}")
  if(NOT exported MATCHES "${wanted}")
    message(FATAL_ERROR "no ${wanted} in ${name}; without its typeinfo a program with a C++ library "
      "that compares types by address cannot tell what it is given")
  endif()
  check_kept(${name} "${exported}")
  set(of_waybill "^[0-9a-f]+ [A-Za-z] (typeinfo for |typeinfo name for |vtable for )?waybill::")
  set(too_much ${exported})
  list(FILTER too_much EXCLUDE REGEX ${of_waybill})
  list(FILTER exported INCLUDE REGEX "waybill::detail::|::parts::")
  list(APPEND too_much ${exported})
  if(too_much)
    list(JOIN too_much "\n" too_much)
    message(FATAL_ERROR "the library shows what is none of its users' business:\n${too_much}")
  endif()
endfunction()

check_library(libwaybill "typeinfo for waybill::clock")
check_library(libwaybill_soci "typeinfo for waybill::store_error")
if(WITH_AUTH)
  check_library(libwaybill_auth waybill::check_hub_signature)
endif()
