// What an adapter says of itself in its `adapter.yaml`: which topics it reads, which device types
// it knows, and what each of them can report. docs/integrators/adapter.schema.json is the same in
// JSON Schema. Thread safety: values and pure functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/map_rules.h"
#include "adapters/host/topic_pattern.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"
#include "broker/yaml/config_error.h"

namespace varde::adapters {

struct ManifestTopic {
  TopicPattern pattern;
  std::string name;  // As the codec's `message.name` has it. Several topics may share one.

  // The address of the device that all messages on the topic come from (a gateway). None: the
  // pattern captures `device`.
  std::optional<std::string> device;
};

// How long the device may be silent, and what it means if it is longer.
struct Supervision {
  std::chrono::seconds interval{0};
  bool sleepy = false;            // It sleeps between reports, so that silence says little.
  bool silence_is_alarm = false;  // As urgent as what the device guards; else a technical alarm.
  friend bool operator==(const Supervision&, const Supervision&) = default;
};

// By what a message that comes twice is known.
enum class Duplicates : std::uint8_t {
  State,  // It changes nothing.
  Key,    // Its signals carry a boot and a sequence.
};

// Whose time the signals carry besides that of arrival.
enum class SignalClock : std::uint8_t { None, Device, Network };

// Percent. Low at `low_at` and under, good again at `ok_at` and over; in between as before.
struct BatteryRule {
  int low_at = 0;
  int ok_at = 0;  // At least `low_at`.
  friend bool operator==(const BatteryRule&, const BatteryRule&) = default;
};

// What a device can be told to do, by `encodeCommand` of its adapter.
enum class DeviceCommand : std::uint8_t { OpenDoor, Reset, Locate };

// "open_door", "reset", "locate": in manifests, fixtures and the argument of encodeCommand.
[[nodiscard]] std::string_view name_of(DeviceCommand command);
[[nodiscard]] std::optional<DeviceCommand> parse_device_command(std::string_view word);

struct DeviceType {
  std::string description;
  std::vector<core::SignalKind> signals;  // All it can ever say. May be empty.
  Supervision supervision;
  Duplicates duplicates = Duplicates::State;
  SignalClock clock = SignalClock::None;
  std::optional<BatteryRule> battery;  // None: the device tells low by itself, or has none.
  std::vector<DeviceCommand> commands;
};

struct Manifest {
  std::string id;       // The folder's name; a name (base/ids.h).
  std::string version;  // Semantic: "1.0.0".
  std::string vendor;
  std::string description;
  std::vector<std::string> documents;       // What it was written from. May be empty.
  bool carrier = false;                     // It unwraps a network's envelope.
  std::vector<std::string> scripts;         // File names in the folder. Empty: `map` instead.
  std::optional<MapRules> map;              // fault_of(*map) is none.
  std::vector<ManifestTopic> topics;        // The first that matches counts.
  std::map<std::string, DeviceType> types;  // By the word in the register's `type`; at least one.

  // It decodes the frames of one maker's devices that a carrier brings.
  [[nodiscard]] bool is_payload_adapter() const { return topics.empty(); }
};

inline constexpr std::size_t kManifestScripts = 16;
inline constexpr std::size_t kManifestTopics = 64;
inline constexpr std::size_t kManifestTypes = 64;
inline constexpr std::size_t kManifestDocuments = 32;
inline constexpr std::size_t kTypeSignals = 44;
inline constexpr std::chrono::hours kLongestSupervision{31 * 24};

// The manifest in `file`, an `adapter.yaml`; else everything that is wrong with it (at most
// kMostConfigErrors), in the order of the file. The id must be the name of the file's folder. That
// the scripts are there is not looked at.
[[nodiscard]] Result<Manifest, std::vector<yaml::ConfigError>> read_manifest(
    const std::filesystem::path& file);

// The same of `text` as the content of `file`, which need not be there.
[[nodiscard]] Result<Manifest, std::vector<yaml::ConfigError>> parse_manifest(
    const std::filesystem::path& file, const std::string& text);

// All that any of its types can say, each once, in the order of the vocabulary: what a device that
// is not registered may say, and a carrier of itself.
[[nodiscard]] std::vector<core::SignalKind> all_kinds(const Manifest& manifest);

// Of the first topic that matches; null if none does.
struct TopicMatch {
  const ManifestTopic* topic = nullptr;
  Captures captures;
  std::string address;  // Of the device that speaks.
};
[[nodiscard]] std::optional<TopicMatch> match_topic(const Manifest& manifest,
                                                    std::string_view topic);

}  // namespace varde::adapters
