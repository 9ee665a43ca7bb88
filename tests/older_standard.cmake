# cmake -D COMPILER=… -D ROOT=… -P older_standard.cmake
# Compiled as C++17, a program is told what is wrong in the first sentence, and little else.

execute_process(
  COMMAND ${COMPILER} -std=c++17 -fsyntax-only -I ${ROOT}/include
    ${ROOT}/tests/consumer/find_package/main.cpp
  RESULT_VARIABLE result
  ERROR_VARIABLE told)
string(REGEX MATCHALL "error: [^\n]*" errors "${told}")
list(LENGTH errors count)
if(result EQUAL 0 OR NOT "${errors}" MATCHES "^error: [^;]*waybill needs C\\+\\+20" OR count GREATER 2)
  message(FATAL_ERROR "exit ${result} and ${count} errors, where one sentence was expected:\n${told}")
endif()
