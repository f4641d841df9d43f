// The `types:` of a manifest.
#include <algorithm>
#include <utility>

#include "adapters/host/manifest_parts.h"
#include "broker/base/ids.h"

namespace varde::adapters {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

constexpr std::size_t kDescriptionBytes = 300;
constexpr std::size_t kCommandsOfType = 3;

std::string item_path(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

std::vector<core::SignalKind> read_signals_of(YamlMap& type, Problems& problems) {
  std::vector<core::SignalKind> signals;
  type.require("signals");
  const auto items = type.list("signals");
  for (std::size_t i = 0; i < items.size() && i <= kTypeSignals; ++i) {
    const std::string path = item_path(type.path_of("signals"), i);
    const auto word = word_at(items[i], path, problems);
    const auto kind = word ? kind_of(*word, path, problems) : std::nullopt;
    if (!kind) continue;
    if (std::ranges::find(signals, *kind) != signals.end()) {
      problems.add(ConfigErrorCode::Duplicate, word->mark, path, word->text + " stands here twice");
    } else {
      signals.push_back(*kind);
    }
  }
  return signals;
}

std::vector<DeviceCommand> read_commands(YamlMap& type, Problems& problems) {
  std::vector<DeviceCommand> commands;
  const auto items = type.list("commands");
  for (std::size_t i = 0; i < items.size() && i <= kCommandsOfType; ++i) {
    const std::string path = item_path(type.path_of("commands"), i);
    const auto word = word_at(items[i], path, problems);
    if (!word) continue;
    const auto command = parse_device_command(word->text);
    if (!command) {
      problems.add(ConfigErrorCode::NotAllowed, word->mark, path,
                   yaml::in_quotes(word->text) + " is no command", "open_door, reset, locate");
    } else if (std::ranges::find(commands, *command) != commands.end()) {
      problems.add(ConfigErrorCode::Duplicate, word->mark, path, word->text + " stands here twice");
    } else {
      commands.push_back(*command);
    }
  }
  return commands;
}

Supervision read_supervision(YamlMap& type, Problems& problems) {
  Supervision supervision;
  if (!type.require("supervision")) return supervision;
  YamlMap map(type.at("supervision"), type.path_of("supervision"), problems,
              {"interval_s", "sleepy", "silence"});
  map.require("interval_s");
  const std::int64_t longest = std::chrono::seconds(kLongestSupervision).count();
  supervision.interval = std::chrono::seconds(map.integer("interval_s", 1, longest).value_or(0));
  supervision.sleepy = map.boolean("sleepy").value_or(false);
  supervision.silence_is_alarm = map.word("silence", {"alarm"}).has_value();
  return supervision;
}

std::optional<BatteryRule> read_battery(YamlMap& type, const std::vector<core::SignalKind>& signals,
                                        Problems& problems) {
  if (!type.has("battery")) return std::nullopt;
  YamlMap map(type.at("battery"), type.path_of("battery"), problems, {"low_at", "ok_at"});
  map.require("low_at");
  map.require("ok_at");
  const auto low_at = map.integer("low_at", 0, 100);
  const auto ok_at = map.integer("ok_at", 0, 100);
  if (std::ranges::find(signals, core::SignalKind::BatteryLow) == signals.end()) {
    problems.add(ConfigErrorCode::NotAllowed, type.mark_of("battery"), type.path_of("battery"),
                 "the type does not claim battery_low");
  }
  if (!low_at || !ok_at) return std::nullopt;
  if (*ok_at < *low_at) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of("ok_at"), map.path_of("ok_at"),
                 std::to_string(*ok_at) + " is under low_at, so that a battery would be both",
                 std::to_string(*low_at) + " to 100");
  }
  return BatteryRule{static_cast<int>(*low_at), static_cast<int>(*ok_at)};
}

Duplicates duplicates_in(YamlMap& type) {
  const auto word = type.word("duplicates", {"state", "key"});
  return word == "key" ? Duplicates::Key : Duplicates::State;
}

SignalClock clock_in(YamlMap& type) {
  const auto word = type.word("clock", {"none", "device", "network"});
  if (word == "device") return SignalClock::Device;
  return word == "network" ? SignalClock::Network : SignalClock::None;
}

DeviceType read_type(const YAML::Node& node, const std::string& path, Problems& problems) {
  YamlMap map(
      node, path, problems,
      {"description", "signals", "supervision", "duplicates", "clock", "battery", "commands"});
  DeviceType type;
  map.require("description");
  type.description = map.text("description", kDescriptionBytes).value_or("");
  type.signals = read_signals_of(map, problems);
  type.supervision = read_supervision(map, problems);
  type.duplicates = duplicates_in(map);
  type.clock = clock_in(map);
  type.battery = read_battery(map, type.signals, problems);
  type.commands = read_commands(map, problems);
  return type;
}

}  // namespace

std::map<std::string, DeviceType> read_types(YamlMap& manifest, Problems& problems) {
  std::map<std::string, DeviceType> types;
  if (!manifest.require("types")) return types;
  const std::string path = manifest.path_of("types");
  const auto entries = free_entries(manifest.at("types"), path, problems);
  if (manifest.at("types").IsMap() && entries.empty()) {
    problems.add(ConfigErrorCode::Missing, manifest.mark_of("types"), path,
                 "at least one type of device must be given");
  }
  if (entries.size() > kManifestTypes) {
    problems.add(ConfigErrorCode::OutOfRange, manifest.mark_of("types"), path,
                 std::to_string(entries.size()) + " types",
                 "at most " + std::to_string(kManifestTypes));
    return types;
  }
  for (const FreeEntry& entry : entries) {
    const std::string at = path + "." + entry.key.text;
    if (!is_name(entry.key.text)) {
      problems.add(ConfigErrorCode::InvalidName, entry.key.mark, at, "is not a name",
                   "1 to 64 of a-z A-Z 0-9 . _ : -");
    }
    types.emplace(entry.key.text, read_type(entry.value, at, problems));
  }
  return types;
}

}  // namespace varde::adapters
