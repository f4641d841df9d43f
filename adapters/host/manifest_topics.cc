// The `topics:` of a manifest.
#include <utility>

#include "adapters/host/codec_signals.h"
#include "adapters/host/manifest_parts.h"

namespace varde::adapters {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

// Where byte `column` of the scalar at `node` stands; right for text without escapes.
YAML::Mark mark_in(const YAML::Node& node, std::size_t column) {
  YAML::Mark mark = node.Mark();
  const bool quoted = node.Tag() == "!";
  mark.column += static_cast<int>(column) - 1 + (quoted ? 1 : 0);
  return mark;
}

std::optional<TopicPattern> read_pattern(YamlMap& entry, Problems& problems) {
  if (!entry.require("topic")) return std::nullopt;
  const auto text = entry.text("topic", TopicPattern::kBytes);
  if (!text) return std::nullopt;
  auto pattern = TopicPattern::parse(*text);
  if (!pattern) {
    problems.add(ConfigErrorCode::NotAllowed, mark_in(entry.at("topic"), pattern.error().column),
                 entry.path_of("topic"), pattern.error().reason);
    return std::nullopt;
  }
  const std::string_view first = std::string_view(*text).substr(0, text->find('/'));
  if (first == "varde" || first.starts_with('$')) {
    problems.add(ConfigErrorCode::NotAllowed, entry.mark_of("topic"), entry.path_of("topic"),
                 "topics under varde/ are Varde's own, those that begin with $ the broker's");
    return std::nullopt;
  }
  return *std::move(pattern);
}

std::optional<std::string> read_device(YamlMap& entry, const TopicPattern& pattern,
                                       Problems& problems) {
  const bool captured = pattern.has_capture("device");
  if (!entry.has("device")) {
    if (!captured) {
      problems.add(ConfigErrorCode::Missing, entry.mark_of("topic"), entry.path_of("device"),
                   "must be given where the topic has no {device}: whose message is it?");
    }
    return std::nullopt;
  }
  const auto device = entry.text("device", kAddressBytes);
  if (!device) return std::nullopt;
  if (captured) {
    problems.add(ConfigErrorCode::NotAllowed, entry.mark_of("device"), entry.path_of("device"),
                 "the topic says the device already: {device}");
  } else if (!is_address(*device)) {
    problems.add(ConfigErrorCode::NotAllowed, entry.mark_of("device"), entry.path_of("device"),
                 "is no address: it has control characters");
  }
  return device;
}

std::optional<ManifestTopic> read_topic(const YAML::Node& node, const std::string& path,
                                        Problems& problems) {
  YamlMap entry(node, path, problems, {"topic", "name", "device"});
  entry.require("name");
  const auto name = entry.name("name");
  auto pattern = read_pattern(entry, problems);
  if (!pattern) return std::nullopt;
  auto device = read_device(entry, *pattern, problems);
  return ManifestTopic{*std::move(pattern), name.value_or(""), std::move(device)};
}

}  // namespace

std::vector<ManifestTopic> read_topics(YamlMap& manifest, Problems& problems) {
  std::vector<ManifestTopic> topics;
  if (!manifest.has("topics")) return topics;
  const auto items = manifest.list("topics");
  const std::string path = manifest.path_of("topics");
  if (manifest.at("topics").IsSequence() && items.empty()) {
    problems.add(ConfigErrorCode::Missing, manifest.mark_of("topics"), path,
                 "holds no topic; an adapter of frames that a carrier brings leaves it out");
  }
  if (items.size() > kManifestTopics) {
    problems.add(ConfigErrorCode::OutOfRange, manifest.mark_of("topics"), path,
                 std::to_string(items.size()) + " topics",
                 "at most " + std::to_string(kManifestTopics));
    return topics;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto topic = read_topic(items[i], path + "[" + std::to_string(i) + "]", problems);
    if (topic) topics.push_back(*std::move(topic));
  }
  return topics;
}

}  // namespace varde::adapters
