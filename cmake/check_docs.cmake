# cmake -D ROOT=<a tree with pages and include/> [-D OUTPUT=<folder>] [-D VERSION=…] -P check_docs.cmake
# Writes the reference of the public headers, with the pages, as HTML. Fails, with file and line, where
# something public is undocumented, or if there is no Doxygen.

cmake_minimum_required(VERSION 3.23)

find_program(doxygen doxygen)
if(NOT doxygen)
  message(FATAL_ERROR "doxygen is missing: install doxygen")
endif()
if(NOT OUTPUT)
  get_filename_component(name ${ROOT} NAME)
  set(OUTPUT ${CMAKE_BINARY_DIR}/docs_of_${name})
endif()

set(public ${ROOT}/include/waybill)
file(GLOB input ${ROOT}/*.md ${ROOT}/examples/*/*.md ${ROOT}/tests/*.md ${public}/*.hpp
  ${public}/dialects/*.hpp ${public}/soci/*.hpp ${public}/auth/*.hpp ${public}/testing/*.hpp
  ${public}/testing/contract/world.hpp)
list(TRANSFORM input REPLACE "(.+)" "\"\\1\"")
list(JOIN input " " input)
configure_file(${CMAKE_CURRENT_LIST_DIR}/Doxyfile.in ${OUTPUT}/Doxyfile @ONLY)
execute_process(COMMAND ${doxygen} ${OUTPUT}/Doxyfile RESULT_VARIABLE result ERROR_VARIABLE told)
if(result)
  string(REPLACE "${ROOT}/" "" told "${told}")
  string(STRIP "${told}" told)
  message(NOTICE "${told}")
  message(FATAL_ERROR "doxygen ended with ${result}")
endif()
