include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(waybill_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/waybill)

# Two files of targets: whoever asks for core alone is never asked for another library.
install(TARGETS waybill_core EXPORT waybillCoreTargets FILE_SET HEADERS)
install(TARGETS waybill waybill_testing EXPORT waybillTargets FILE_SET HEADERS)
foreach(targets IN ITEMS waybillCoreTargets waybillTargets)
  install(EXPORT ${targets} NAMESPACE waybill:: DESTINATION ${waybill_package_dir})
endforeach()

configure_package_config_file(cmake/waybillConfig.cmake.in waybillConfig.cmake
  INSTALL_DESTINATION ${waybill_package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(waybillConfigVersion.cmake
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)
install(
  FILES
    ${CMAKE_CURRENT_BINARY_DIR}/waybillConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/waybillConfigVersion.cmake
  DESTINATION ${waybill_package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
