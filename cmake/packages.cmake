# Debian packages, by cpack: libwaybill0.1, libwaybill-dev, waybill and waybill-doc.
#
#   cmake --preset packages && cmake --build --preset packages
#   cpack --config build/packages/CPackConfig.cmake -B build/packages/packages

if(NOT BUILD_SHARED_LIBS OR NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr" OR NOT WAYBILL_BUILD_COMMAND_LINE)
  message(FATAL_ERROR "Packages have shared libraries in /usr and the command line: cmake --preset packages")
endif()

# Debian names a library's package by its SONAME, so that those of two versions may be installed at once.
set(waybill_runtime libwaybill${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME waybill)
set(CPACK_PACKAGE_VENDOR waybill)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL libraries development program documentation)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/compress_pages.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE waybill)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(WAYBILL_PACKAGE_CONTACT "name and address not set <waybill@packages.invalid>"
  CACHE STRING "Who answers for the packages: Name <address>")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${WAYBILL_PACKAGE_CONTACT})
# The program finds the libraries' package among those that are made.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(same "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# waybill_package(<component> <package> <section> <depends> <summary> <text>)
macro(waybill_package component package section depends summary text)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}")
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}")
  waybill_debian_files(${component} ${package})
endmacro()

# What Debian wants in each package: its changes, its licence, and why lintian is wrong about it.
function(waybill_debian_files component package)
  set(folder ${PROJECT_BINARY_DIR}/debian/${package})
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
  configure_file(cmake/debian/changelog.in ${folder}/changelog.Debian @ONLY)
  configure_file(CHANGELOG.md ${folder}/changelog COPYONLY)
  file(READ LICENSE licence)
  string(REGEX REPLACE "^MIT License\n\nCopyright [^\n]*\n\n" "" licence "${licence}")
  string(REGEX REPLACE "\n\n" "\n.\n" licence "${licence}")
  string(REGEX REPLACE "\n(.)" "\n \\1" licence " ${licence}")
  configure_file(cmake/debian/copyright.in ${folder}/copyright @ONLY)
  foreach(file IN ITEMS changelog changelog.Debian)
    execute_process(COMMAND gzip --best --no-name --force ${folder}/${file} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  install(
    FILES ${folder}/changelog.gz ${folder}/changelog.Debian.gz ${folder}/copyright
    DESTINATION share/doc/${package} COMPONENT ${component})
  file(READ cmake/debian/overrides overrides)
  if(component STREQUAL libraries)
    file(READ cmake/debian/libraries.overrides more)
    string(APPEND overrides "${more}")
  endif()
  file(WRITE ${folder}/overrides "${overrides}")
  install(FILES ${folder}/overrides DESTINATION share/lintian/overrides RENAME ${package}
    COMPONENT ${component})
endfunction()

set(about
  "waybill turns the delivery webhooks of a WhatsApp gateway into exactly-once\nstatus transitions and \
correct campaign counters in PostgreSQL or SQLite.\n.\n")

set(CPACK_DEBIAN_LIBRARIES_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_LIBRARIES_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/debian/triggers)
waybill_package(libraries ${waybill_runtime} libs ""
  "delivery webhooks of WhatsApp gateways as exact counters"
  "${about}This package has the shared libraries: waybill, its SQL stores, and the checks\nof who posted \
a webhook.")
waybill_package(development libwaybill-dev libdevel "${waybill_runtime} ${same}"
  "delivery webhooks of WhatsApp gateways - development files"
  "${about}This package has the headers, the CMake package and the files of pkg-config. A\nprogram of C++20 \
includes <waybill/waybill.hpp>.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
waybill_package(program waybill utils "${waybill_runtime} ${same}"
  "delivery webhooks of WhatsApp gateways - command line"
  "${about}This package has the command line: it makes the tables, reads webhook bodies as\na server would, \
shows counters and logs, and proves that they are right.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "waybill-doc, postgresql, sqlite3")
set(CPACK_DEBIAN_DOCUMENTATION_PACKAGE_ARCHITECTURE all)
waybill_package(documentation waybill-doc doc ""
  "delivery webhooks of WhatsApp gateways - documentation"
  "${about}This package has the pages and the examples.")

# As they link to each other.
install(FILES README.md README.pt-BR.md CONTRIBUTING.md SECURITY.md DESTINATION share/doc/waybill-doc COMPONENT documentation)
install(DIRECTORY examples DESTINATION share/doc/waybill-doc COMPONENT documentation
  PATTERN .* EXCLUDE)

include(CPack)
