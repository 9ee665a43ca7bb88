# cmake -D PROJECT=… -D BUILD=… -D COMPILER=… -D TOLD=… -D ARGUMENTS=… -P refused.cmake
# Where a component is not to be had, configuring fails with a word of what to do.

file(REMOVE_RECURSE ${BUILD})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${PROJECT} -B ${BUILD} -D CMAKE_CXX_COMPILER=${COMPILER} ${ARGUMENTS}
  RESULT_VARIABLE result
  ERROR_VARIABLE error)
if(result EQUAL 0 OR NOT error MATCHES "${TOLD}")
  message(FATAL_ERROR "exit ${result}, and no word of \"${TOLD}\":\n${error}")
endif()
