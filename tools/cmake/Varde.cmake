# The few helpers that every folder's CMakeLists.txt is made of.

add_library(varde_warnings INTERFACE)
target_compile_options(varde_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<BOOL:${VARDE_WERROR}>:-Werror>)

add_library(varde_flags INTERFACE)
target_include_directories(varde_flags INTERFACE "${PROJECT_SOURCE_DIR}")
if(VARDE_SANITIZE)
  target_compile_options(varde_flags INTERFACE -fsanitize=${VARDE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(varde_flags INTERFACE -fsanitize=${VARDE_SANITIZE})
endif()

# varde_library(core SRCS a.cc b.cc DEPS varde::base [PRIVATE_DEPS RocksDB::rocksdb-shared])
# makes varde_core with the alias varde::core.
function(varde_library name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(varde_${name} STATIC ${arg_SRCS})
  add_library(varde::${name} ALIAS varde_${name})
  target_link_libraries(varde_${name} PUBLIC varde_flags ${arg_DEPS}
                                      PRIVATE varde_warnings ${arg_PRIVATE_DEPS})
endfunction()

# varde_program(varded SRCS main.cc DEPS varde::engine)
function(varde_program name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  target_link_libraries(${name} PRIVATE varde_flags varde_warnings ${arg_DEPS})
endfunction()

# varde_test(core SRCS decide_test.cc DEPS varde::core) makes core_test and registers its cases.
function(varde_test name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name}_test ${arg_SRCS})
  target_link_libraries(${name}_test PRIVATE varde_flags varde_warnings ${arg_DEPS}
                                             Catch2::Catch2WithMain)
  add_test(NAME unit/${name} COMMAND ${name}_test)
endfunction()
