# Builds the files of a folder into a library, for find_asset (broker/api/assets.h).
#
#   varde_embed_assets(TARGET [FOLDER folder] [DEPENDS files and targets that make the folder])
#
# makes the static library TARGET. What stands in the folder is looked at when building, after
# DEPENDS, so files may come, go and change their names. Without FOLDER the library holds nothing.
# The bytes come in by the assembler (.incbin): a C array of a megabyte takes seconds to compile.

set(VARDE_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(varde_embed_assets target)
  cmake_parse_arguments(arg "" "FOLDER" "DEPENDS" ${ARGN})
  set(stem "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  add_custom_command(
    OUTPUT "${stem}.S" "${stem}.cc"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${arg_FOLDER}" "-DSTEM=${stem}" -P "${VARDE_EMBED_SCRIPT}"
    DEPENDS "${VARDE_EMBED_SCRIPT}" ${arg_DEPENDS}
    COMMENT "Embedding the files of ${target}" VERBATIM)
  add_library(${target} STATIC "${stem}.S" "${stem}.cc")
  target_link_libraries(${target} PUBLIC varde_flags PRIVATE varde_warnings)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

# From here on: the script that runs when building.
cmake_minimum_required(VERSION 3.25)

function(content_type file out)
  cmake_path(GET file EXTENSION LAST_ONLY extension)
  set(type_.html "text/html; charset=utf-8")
  set(type_.js "text/javascript; charset=utf-8")
  set(type_.css "text/css; charset=utf-8")
  set(type_.json "application/json")
  set(type_.webmanifest "application/manifest+json")
  set(type_.svg "image/svg+xml")
  set(type_.png "image/png")
  set(type_.ico "image/x-icon")
  set(type_.woff2 "font/woff2")
  set(type_.wasm "application/wasm")
  set(type_.mp3 "audio/mpeg")
  set(type_.ogg "audio/ogg")
  set(type_.txt "text/plain; charset=utf-8")
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "tools/cmake/EmbedAssets.cmake knows no content type for ${file}")
  endif()
  set(${out} "${type_${extension}}" PARENT_SCOPE)
endfunction()

set(files "")
if(FOLDER)
  file(GLOB_RECURSE files RELATIVE "${FOLDER}" LIST_DIRECTORIES false "${FOLDER}/*")
  list(SORT files)
  if(NOT "index.html" IN_LIST files)
    message(FATAL_ERROR "${FOLDER} holds no index.html")
  endif()
endif()

set(assembly "// Made by tools/cmake/EmbedAssets.cmake.\n.section .rodata\n")
set(symbols "")
set(rows "")
set(index 0)
foreach(file IN LISTS files)
  file(SHA256 "${FOLDER}/${file}" hash)
  file(SIZE "${FOLDER}/${file}" size)
  string(SUBSTRING "${hash}" 0 32 tag)
  content_type("${file}" type)
  set(path "/${file}")
  if(file STREQUAL "index.html")
    set(path "/")
  endif()
  # The hash makes this file change with the one it includes.
  string(APPEND assembly ".balign 16\n.global varde_asset_${index}\nvarde_asset_${index}: // ${hash}\n"
                         ".incbin \"${FOLDER}/${file}\"\n.byte 0\n")
  string(APPEND symbols "extern \"C\" const char varde_asset_${index}[];\n")
  string(APPEND rows "    {\"${path}\", \"${type}\", \"\\\"${tag}\\\"\", {varde_asset_${index}, ${size}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
file(WRITE "${STEM}.S" "${assembly}")
file(WRITE "${STEM}.cc" "// Made by tools/cmake/EmbedAssets.cmake.
#include \"broker/api/assets.h\"

#include <array>

${symbols}
namespace varde::api {
namespace {

const std::array<Asset, ${index}> kAssets{{
${rows}}};

}  // namespace

const Asset* find_asset([[maybe_unused]] std::string_view path) {
  for (const Asset& asset : kAssets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

bool has_assets() { return !kAssets.empty(); }

}  // namespace varde::api
")
