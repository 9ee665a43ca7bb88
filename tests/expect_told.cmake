# cmake -D CHECK=<a script of cmake/> -D FOLDER=<its broken/ and expected.txt> -P expect_told.cmake
# The broken tree breaks every rule of the check once; the check must tell each, and fail.

execute_process(
  COMMAND ${CMAKE_COMMAND} -D ROOT=${FOLDER}/broken -P ${CHECK}
  RESULT_VARIABLE result
  ERROR_VARIABLE told)
file(READ ${FOLDER}/expected.txt expected)
string(FIND "${told}" "${expected}CMake Error" position)
if(result EQUAL 0 OR NOT position EQUAL 0)
  message(FATAL_ERROR "exit ${result}, where a failure was expected with\n${expected}\nTold:\n${told}")
endif()
