# cmake -D ROOT=<this repository> -P check_format.cmake
# Fails if clang-format would change a file, or if there is no clang-format.

cmake_minimum_required(VERSION 3.23)

# Versions format differently: use 14.
find_program(clang_format NAMES clang-format-14 clang-format)
if(NOT clang_format)
  message(FATAL_ERROR "clang-format is missing: install clang-format 14")
endif()

foreach(folder IN ITEMS include src examples tests)
  file(GLOB_RECURSE found
    ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.ipp ${ROOT}/${folder}/*.cpp)
  list(APPEND files ${found})
endforeach()
execute_process(COMMAND ${clang_format} --dry-run -Werror ${files} COMMAND_ERROR_IS_FATAL ANY)
