# Writes the text of TEXT as varde::adapters::kPrelude into OUT.
file(READ "${TEXT}" text)
file(WRITE "${OUT}" "// Made by adapters/host/codec/engine/EmbedPrelude.cmake.
#include \"adapters/host/codec/prelude.h\"

namespace varde::adapters {
const std::string_view kPrelude = R\"prelude(${text})prelude\";
}  // namespace varde::adapters
")
