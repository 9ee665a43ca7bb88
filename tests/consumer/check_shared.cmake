# cmake -D FOLDER=<of the installed library> -D VERSION=… -D WITH_AUTH=<whether it is there> -P check_shared.cmake
# The libraries have the version in their names, and show of themselves what their headers mark, no
# more.

cmake_minimum_required(VERSION 3.23)

string(REGEX MATCH "^[0-9]+\\.[0-9]+" compatible ${VERSION})

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
