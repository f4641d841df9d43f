#include "broker/yaml/yaml_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <cstdint>
#include <optional>

namespace varde::yaml {
namespace {

namespace json = boost::json;

json::value scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return json::string(text);  // In quotes.
  bool truth = false;
  if (YAML::convert<bool>::decode(node, truth)) return truth;
  std::int64_t whole = 0;
  if (YAML::convert<std::int64_t>::decode(node, whole)) return whole;
  double number = 0;
  if (YAML::convert<double>::decode(node, number) && std::isfinite(number)) return number;
  return json::string(text);
}

// None: too deep.
std::optional<json::value> to_json(const YAML::Node& node, std::size_t depth) {
  if (depth == 0) return std::nullopt;
  if (node.IsMap()) {
    json::object out;
    for (const auto& entry : node) {
      auto value = to_json(entry.second, depth - 1);
      if (!value) return std::nullopt;
      out[entry.first.Scalar()] = *std::move(value);
    }
    return out;
  }
  if (node.IsSequence()) {
    json::array out;
    for (const auto& item : node) {
      auto value = to_json(item, depth - 1);
      if (!value) return std::nullopt;
      out.push_back(*std::move(value));
    }
    return out;
  }
  if (node.IsScalar()) return scalar(node);
  return json::value(nullptr);
}

}  // namespace

std::string to_json_object(const YAML::Node& node, const std::string& key, Problems& problems) {
  if (!node.IsMap()) {
    problems.add(ConfigErrorCode::WrongType, node.Mark(), key, "is not a map", "a map");
    return {};
  }
  const auto value = to_json(node, kDeepestJson);
  std::string text = value ? json::serialize(*value) : std::string();
  if (!value || text.size() > kLargestJson) {
    problems.add(ConfigErrorCode::OutOfRange, node.Mark(), key,
                 value ? "is larger than 16 KiB as JSON" : "is nested more than 16 deep");
    return {};
  }
  return text;
}

}  // namespace varde::yaml
