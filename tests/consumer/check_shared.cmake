# cmake -D FOLDER=<of the installed library> -D VERSION=… -P check_shared.cmake
# The library has the version in its name, and shows of itself what its headers mark, no more.

cmake_minimum_required(VERSION 3.23)

string(REGEX MATCH "^[0-9]+\\.[0-9]+" compatible ${VERSION})
execute_process(
  COMMAND readelf --dynamic ${FOLDER}/libwaybill_soci.so.${VERSION}
  OUTPUT_VARIABLE dynamic
  COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "SONAME[^\n]*\\[libwaybill_soci\\.so\\.${compatible}\\]")
  message(FATAL_ERROR "the SONAME is not libwaybill_soci.so.${compatible}:\n${dynamic}")
endif()

execute_process(
  COMMAND nm --dynamic --defined-only --demangle ${FOLDER}/libwaybill_soci.so
  OUTPUT_VARIABLE exported
  COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[][;]" " " exported "${exported}")
string(REGEX REPLACE "\n$" "" exported "${exported}")
string(REPLACE "\n" ";" exported "${exported}")
if(NOT exported MATCHES "typeinfo for waybill::store_error")
  message(FATAL_ERROR "a program with a C++ library that compares types by address could not catch "
    "what the stores throw: no typeinfo for waybill::store_error")
endif()
set(of_waybill "^[0-9a-f]+ [A-Za-z] (typeinfo for |typeinfo name for |vtable for )?waybill::")
set(too_much ${exported})
list(FILTER too_much EXCLUDE REGEX ${of_waybill})
list(FILTER exported INCLUDE REGEX "waybill::detail::|::implementation::")
list(APPEND too_much ${exported})
if(too_much)
  list(JOIN too_much "\n" too_much)
  message(FATAL_ERROR "the library shows what is none of its users' business:\n${too_much}")
endif()
