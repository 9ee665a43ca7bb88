# The program in bin, with its man page and completions where shells look for them.
include(GNUInstallDirs)

# A shared library that was installed beside the program is found there; in /usr the system finds it.
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  file(RELATIVE_PATH to_libraries ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(waybill_harness PROPERTIES INSTALL_RPATH "$ORIGIN/${to_libraries}")
endif()
install(TARGETS waybill_harness RUNTIME COMPONENT program)

# waybill_own_page(<file> <folder to install it in> <command of waybill>...)
function(waybill_own_page file folder)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/pages/${file})
  add_custom_command(OUTPUT ${output}
    COMMAND waybill_harness ${ARGN} > ${output}
    DEPENDS waybill_harness
    VERBATIM)
  set_property(GLOBAL APPEND PROPERTY WAYBILL_OWN_PAGES ${output})
  install(FILES ${output} DESTINATION ${folder} COMPONENT program)
endfunction()

file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/pages)
waybill_own_page(waybill.1 ${CMAKE_INSTALL_MANDIR}/man1 man-page)
waybill_own_page(waybill ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completion bash)
waybill_own_page(_waybill ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions completion zsh)
waybill_own_page(waybill.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completion fish)
get_property(pages GLOBAL PROPERTY WAYBILL_OWN_PAGES)
add_custom_target(waybill_harness_pages ALL DEPENDS ${pages})
