#include "adapters/host/sparkplug/sparkplug_topic.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "broker/base/assert.h"
#include "broker/base/utf8.h"

namespace varde::adapters::sparkplug {
namespace {

constexpr std::size_t kMostLevels = 4;  // Behind the namespace.

struct Word {
  std::string_view word;
  MessageType type;
  bool device;  // The topic names a device too.
};
constexpr std::array kWords{
    Word{"NBIRTH", MessageType::NodeBirth, false},  Word{"NDATA", MessageType::NodeData, false},
    Word{"NDEATH", MessageType::NodeDeath, false},  Word{"NCMD", MessageType::Other, false},
    Word{"DBIRTH", MessageType::DeviceBirth, true}, Word{"DDATA", MessageType::DeviceData, true},
    Word{"DDEATH", MessageType::DeviceDeath, true}, Word{"DCMD", MessageType::Other, true}};

bool fits(std::string_view name) {
  const auto control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  return !name.empty() && std::ranges::none_of(name, control);
}

}  // namespace

std::optional<SparkplugTopic> parse_sparkplug_topic(std::string_view topic) {
  if (!topic.starts_with(kNamespace) || !is_utf8(topic)) return std::nullopt;
  topic.remove_prefix(kNamespace.size());
  std::vector<std::string_view> levels;
  for (bool more = true; more;) {
    if (levels.size() == kMostLevels) return std::nullopt;
    const std::size_t slash = topic.find('/');
    more = slash != std::string_view::npos;
    levels.push_back(topic.substr(0, slash));
    topic.remove_prefix(more ? slash + 1 : topic.size());
  }
  if (!std::ranges::all_of(levels, fits)) return std::nullopt;
  if (levels.size() == 2 && levels[0] == "STATE") return SparkplugTopic{};
  const auto* const found =
      levels.size() < 3 ? kWords.end() : std::ranges::find(kWords, levels[1], &Word::word);
  if (found == kWords.end() || found->device != (levels.size() == kMostLevels)) {
    return std::nullopt;
  }
  SparkplugTopic out;
  out.type = found->type;
  out.node = std::string(levels[0]) + '/' + std::string(levels[2]);
  out.address = found->device ? out.node + '/' + std::string(levels[3]) : out.node;
  if (out.address.size() > kAddressBytes) return std::nullopt;
  return out;
}

std::string command_topic(std::string_view node) {
  const std::size_t slash = node.find('/');
  VARDE_ASSERT(slash != std::string_view::npos);
  return std::string(kNamespace) + std::string(node.substr(0, slash)) + "/NCMD" +
         std::string(node.substr(slash));
}

}  // namespace varde::adapters::sparkplug
