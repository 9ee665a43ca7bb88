include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(waybill_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/waybill)

# What a program needs when it runs is in the component `libraries`; what it is built with, here.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
set(waybill_shared LIBRARY COMPONENT libraries NAMELINK_COMPONENT development)

# One file of targets per component: a project that uses only core needs no other library.
install(TARGETS waybill_core EXPORT waybillCoreTargets FILE_SET HEADERS FILE_SET impl)
install(TARGETS waybill waybill_testing EXPORT waybillTargets FILE_SET HEADERS FILE_SET impl)
set(waybill_exports waybillCoreTargets waybillTargets)
set(waybill_pcs waybill-core waybill)
if(TARGET waybill_compiled)
  install(TARGETS waybill_compiled EXPORT waybillCompiledTargets ${waybill_shared})
  list(APPEND waybill_exports waybillCompiledTargets)
  list(APPEND waybill_pcs waybill-compiled)
endif()
if(WAYBILL_WITH_SOCI)
  install(TARGETS waybill_soci EXPORT waybillSociTargets ${waybill_shared} FILE_SET HEADERS)
  install(FILES cmake/FindSOCI.cmake DESTINATION ${waybill_package_dir})
  list(APPEND waybill_exports waybillSociTargets)
  list(APPEND waybill_pcs waybill-soci)
endif()
if(WAYBILL_WITH_AUTH)
  install(TARGETS waybill_auth EXPORT waybillAuthTargets ${waybill_shared} FILE_SET HEADERS)
  list(APPEND waybill_exports waybillAuthTargets)
  list(APPEND waybill_pcs waybill-auth)
endif()
foreach(targets IN LISTS waybill_exports)
  install(EXPORT ${targets} NAMESPACE waybill:: DESTINATION ${waybill_package_dir})
endforeach()

# Paths in .pc files are relative, so the prefix may be moved.
file(RELATIVE_PATH waybill_pc_to_include
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_FULL_INCLUDEDIR})
# A shared library links its own dependencies; for a static one the program links them.
set(waybill_pc_beneath " ")
if(BUILD_SHARED_LIBS)
  set(waybill_pc_beneath "\nLibs.private: ")
endif()
foreach(name IN LISTS waybill_pcs)
  configure_file(cmake/pkgconfig/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

configure_package_config_file(cmake/waybillConfig.cmake.in waybillConfig.cmake
  INSTALL_DESTINATION ${waybill_package_dir}
  NO_SET_AND_CHECK_MACRO)
set(waybill_independent ARCH_INDEPENDENT)
if(TARGET waybill_compiled OR TARGET waybill_auth)
  set(waybill_independent "")
endif()
write_basic_package_version_file(waybillConfigVersion.cmake
  COMPATIBILITY SameMinorVersion
  ${waybill_independent})
install(
  FILES
    ${CMAKE_CURRENT_BINARY_DIR}/waybillConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/waybillConfigVersion.cmake
  DESTINATION ${waybill_package_dir})
if(NOT WAYBILL_PACKAGES)  # packages have it as Debian wants it
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
