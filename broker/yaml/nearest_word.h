// "Did you mean ...?"
#pragma once

#include <string_view>
#include <vector>

namespace varde::yaml {

// The one of `words` that `typed` most likely was meant to be: at most two letters away (one, for
// words under five letters). Empty: none is near.
[[nodiscard]] std::string_view nearest_word(std::string_view typed,
                                            const std::vector<std::string_view>& words);

}  // namespace varde::yaml
