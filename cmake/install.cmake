include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(waybill_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/waybill)

# A file of targets each: whoever asks for core alone is never asked for another library.
install(TARGETS waybill_core EXPORT waybillCoreTargets FILE_SET HEADERS)
install(TARGETS waybill waybill_testing EXPORT waybillTargets FILE_SET HEADERS)
set(waybill_exports waybillCoreTargets waybillTargets)
if(WAYBILL_WITH_SOCI)
  install(TARGETS waybill_soci EXPORT waybillSociTargets FILE_SET HEADERS)
  install(FILES cmake/FindSOCI.cmake DESTINATION ${waybill_package_dir})
  list(APPEND waybill_exports waybillSociTargets)
endif()
foreach(targets IN LISTS waybill_exports)
  install(EXPORT ${targets} NAMESPACE waybill:: DESTINATION ${waybill_package_dir})
endforeach()

configure_package_config_file(cmake/waybillConfig.cmake.in waybillConfig.cmake
  INSTALL_DESTINATION ${waybill_package_dir}
  NO_SET_AND_CHECK_MACRO)
set(waybill_independent ARCH_INDEPENDENT)
if(WAYBILL_WITH_SOCI)
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
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
