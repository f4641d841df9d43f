#include "broker/outbound/template_text.h"

namespace varde::outbound {

std::string filled(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& values,
                   const std::function<std::string(std::string_view)>& escape) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const auto value =
        close == std::string_view::npos ? values.end() : values.find(text.substr(1, close - 1));
    if (value == values.end()) {  // A brace that is only a brace, as in JSON.
      out += '{';
      text.remove_prefix(1);
      continue;
    }
    out += escape(value->second);
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace varde::outbound
