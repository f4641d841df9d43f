// One case of an adapter's `fixtures/`: what arrives or is wished, and what must come of it.
// docs/integrators/fixture.schema.json is the same in JSON Schema.
// Thread safety: values and pure functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/host/codec_message.h"
#include "adapters/host/codec_signals.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// What a case is there to show.
enum class Shows : std::uint8_t {
  Alarm,
  Normal,
  Duplicate,
  Garbage,
  BatteryLow,
  Offline,
  Fault,
  History,
  Retained,
  RestartBurst,
  Trap,
  Test,
  Command,
};

// "alarm", "restart_burst" ...
[[nodiscard]] std::string_view name_of(Shows shows);

// A message on a topic, or the frame of a payload adapter.
struct FixtureMessage {
  std::string topic;  // Empty: a frame.
  std::string payload;
  bool retained = false;
  std::optional<Instant> network_time;
  std::optional<std::uint8_t> f_port;
  std::map<core::SignalKind, PreviousReport> previous;
};

// A command to a device.
struct FixtureCommand {
  std::string command;  // Perhaps one that no adapter knows.
  std::string arguments = "{}";
};

// A frame that a carrier shall take to a device.
struct FixtureDownlink {
  std::uint8_t f_port = 1;
  std::string bytes;
};

// The codec does not understand the message, or cannot say the command.
struct ExpectFailure {
  friend bool operator==(ExpectFailure, ExpectFailure) = default;
};
using Expectation =
    std::variant<ExpectFailure, std::vector<CodecSignal>, Unwrapped, Publish, Downlink>;

struct Fixture {
  std::string file;  // Its name in the folder.
  std::string name;
  std::vector<Shows> shows;
  std::variant<FixtureMessage, FixtureCommand, FixtureDownlink> given;
  CodecDevice device;
  Instant received_at;
  Expectation expect;
};

[[nodiscard]] bool shows(const Fixture& fixture, Shows what);

inline constexpr std::size_t kLargestFixture = 256 * 1024;
inline constexpr std::size_t kFixtures = 512;  // Of one adapter.

// When a case without `received_at` arrives: noon (UTC) of the 1st of March 2026.
inline constexpr Instant kFixtureTime{std::chrono::seconds(1'772'366'400)};
// Of a `previous` that says no time.
inline constexpr std::chrono::hours kPreviousBefore{1};

struct FixtureError {
  std::string file;
  std::string reason;  // One line: "device: typ: no such field".
};

// `text` as a fixture; strict: an unknown field, or one that the form of the case has no use for,
// is an error.
[[nodiscard]] Result<Fixture, FixtureError> parse_fixture(std::string file, std::string_view text);

struct Fixtures {
  std::vector<Fixture> good;  // By file name.
  std::vector<FixtureError> bad;
};

// The `*.json` in `folder`; both empty if there is no such folder.
[[nodiscard]] Fixtures read_fixtures(const std::filesystem::path& folder);

}  // namespace varde::adapters
