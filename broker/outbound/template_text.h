// Texts with names in braces that stand for something: "varde/siren/{municipality}".
// Thread safety: pure functions.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace varde::outbound {

// Each "{name}" whose name is in `values` becomes escape(value); all else stays as it is, and what
// was put in is not looked at again.
[[nodiscard]] std::string filled(std::string_view text,
                                 const std::map<std::string, std::string, std::less<>>& values,
                                 const std::function<std::string(std::string_view)>& escape);

}  // namespace varde::outbound
