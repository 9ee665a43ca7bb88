# cmake -D CHECK=<check_floors.cmake> -P expect.cmake
# The broken tree breaks every rule of the floors once; the check must tell each, and fail.

execute_process(
  COMMAND ${CMAKE_COMMAND} -D ROOT=${CMAKE_CURRENT_LIST_DIR}/broken -P ${CHECK}
  RESULT_VARIABLE result
  ERROR_VARIABLE told)
file(READ ${CMAKE_CURRENT_LIST_DIR}/expected.txt expected)
string(FIND "${told}" "${expected}CMake Error" position)
if(result EQUAL 0 OR NOT position EQUAL 0)
  message(FATAL_ERROR "exit ${result}, where a failure was expected with\n${expected}\nTold:\n${told}")
endif()
