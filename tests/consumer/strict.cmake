# Stricter than many, for everything below: waybill must bear it.
add_compile_options(-Werror -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wold-style-cast -Wcast-align -Wcast-qual -Wdouble-promotion -Wextra-semi -Wformat=2
  -Wmissing-declarations -Wnon-virtual-dtor -Woverloaded-virtual -Wredundant-decls -Wundef)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
