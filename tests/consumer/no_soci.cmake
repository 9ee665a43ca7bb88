# cmake -D PREFIX=… -D PROJECT=… -D BUILD=… -D COMPILER=… -P no_soci.cmake
# Where SOCI is missing, the component soci is refused with a word of what to install.

file(REMOVE_RECURSE ${BUILD})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${PROJECT} -B ${BUILD} -D CMAKE_CXX_COMPILER=${COMPILER}
    -D CMAKE_PREFIX_PATH=${PREFIX} -D CMAKE_DISABLE_FIND_PACKAGE_SOCI=ON
  RESULT_VARIABLE result
  ERROR_VARIABLE told)
if(result EQUAL 0 OR NOT told MATCHES "apt-get install libsoci-dev")
  message(FATAL_ERROR "exit ${result}, and no word of what to install:\n${told}")
endif()
