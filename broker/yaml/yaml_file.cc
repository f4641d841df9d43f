// Reading a file as YAML: what can be wrong with it as a whole.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "broker/base/utf8.h"
#include "broker/yaml/yaml_map.h"

namespace varde::yaml {
namespace {

// A register of 100 000 devices is about 10 MB.
constexpr std::size_t kLargestFile = 64 * 1024 * 1024;

YAML::Mark mark_at(const std::string& text, std::size_t offset) {
  YAML::Mark mark;
  for (std::size_t i = 0; i < offset; ++i) {
    mark.column = text[i] == '\n' ? 0 : mark.column + 1;
    if (text[i] == '\n') ++mark.line;
  }
  return mark;
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path, Problems& problems) {
  const auto unreadable = [&](const std::string& what) {
    problems.errors().push_back({ConfigErrorCode::Unreadable, path, 0, 0, "", what, ""});
  };
  std::ifstream in(path, std::ios::binary);
  std::error_code ignored;
  if (!in || std::filesystem::is_directory(path, ignored)) {
    unreadable("cannot be read: is it there, a file, and readable by this user?");
    return std::nullopt;
  }
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.size() > kLargestFile) {
    unreadable("is larger than 64 MiB");
    return std::nullopt;
  }
  return text;
}

std::optional<YAML::Node> parse_yaml(const std::string& text, Problems& problems) {
  if (!is_utf8(text)) {
    const std::string repaired = to_utf8(text);
    const auto bad = std::ranges::mismatch(text, repaired).in1 - text.begin();
    problems.add(ConfigErrorCode::NotYaml, mark_at(text, static_cast<std::size_t>(bad)), "",
                 "is not UTF-8 text here");
    return std::nullopt;
  }
  try {
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    problems.add(ConfigErrorCode::NotYaml, error.mark, "", "is not YAML: " + error.msg);
    return std::nullopt;
  }
}

std::optional<YAML::Node> read_yaml_file(const std::string& path, Problems& problems) {
  const auto text = read_text_file(path, problems);
  if (!text) return std::nullopt;
  return parse_yaml(*text, problems);
}

}  // namespace varde::yaml
