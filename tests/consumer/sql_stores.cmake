# The component soci, static (or as this build has it) and shared.

add_consumer(sql_store sql_store ON built)
add_consumer(sql_store_other_compiler sql_store ON built WITH ${other})
add_make_consumer(make_sql_store sql_store waybill-soci ON built)
if(NOT BUILD_SHARED_LIBS)
  add_refusal(sql_store_without_soci sql_store built "apt-get install libsoci-dev"
    -D CMAKE_DISABLE_FIND_PACKAGE_SOCI=ON)
endif()

# By the other compiler, which so compiles the library once too.
add_consumer(product product WITH ${other} ARGUMENTS
  -D WAYBILL_SOURCE_DIR=${PROJECT_SOURCE_DIR}
  -D WAYBILL_WITH_AUTH=${WAYBILL_WITH_AUTH}
  -D CMAKE_INSTALL_LIBDIR=${CMAKE_INSTALL_LIBDIR})
add_test(NAME consumer.install_product
  COMMAND ${CMAKE_COMMAND} --install ${CMAKE_CURRENT_BINARY_DIR}/product --prefix ${shared})
# It compiles the whole library.
set_tests_properties(consumer.product PROPERTIES FIXTURES_SETUP product PROCESSORS 2 COST 40)
set_tests_properties(consumer.install_product PROPERTIES
  FIXTURES_REQUIRED "clean;product"
  FIXTURES_SETUP shared)

# What the library stands on it brings itself, so that nobody looks for SOCI's headers.
add_consumer(shared_sql_store sql_store ON shared ARGUMENTS
  -D CMAKE_DISABLE_FIND_PACKAGE_SOCI=ON)
add_make_consumer(make_shared_sql_store sql_store waybill-soci ON shared)
if(WAYBILL_WITH_AUTH)
  add_consumer(shared_auth auth ON shared ARGUMENTS -D CMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON)
  add_make_consumer(make_shared_auth auth waybill-auth ON shared)
endif()
add_test(NAME consumer.shared_library
  COMMAND ${CMAKE_COMMAND}
    -D FOLDER=${shared}/${CMAKE_INSTALL_LIBDIR}
    -D VERSION=${PROJECT_VERSION}
    -D WITH_AUTH=${WAYBILL_WITH_AUTH}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/check_shared.cmake)
set_tests_properties(consumer.shared_library PROPERTIES FIXTURES_REQUIRED shared)
