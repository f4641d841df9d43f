#include "adapters/host/fixture.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <system_error>
#include <utility>

#include "adapters/host/canonical_limits.h"
#include "adapters/host/codec_fields.h"
#include "adapters/host/fixture_expect.h"
#include "adapters/host/json_values.h"
#include "adapters/host/rfc3339.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kFixtureDepth = 64;
constexpr std::size_t kNameCharacters = 200;
constexpr std::uint64_t kLastPort = 255;

struct ShowsWord {
  Shows shows;
  std::string_view word;
};
constexpr std::array kShowsWords{
    ShowsWord{Shows::Alarm, "alarm"},
    ShowsWord{Shows::Normal, "normal"},
    ShowsWord{Shows::Duplicate, "duplicate"},
    ShowsWord{Shows::Garbage, "garbage"},
    ShowsWord{Shows::BatteryLow, "battery_low"},
    ShowsWord{Shows::Offline, "offline"},
    ShowsWord{Shows::Fault, "fault"},
    ShowsWord{Shows::History, "history"},
    ShowsWord{Shows::Retained, "retained"},
    ShowsWord{Shows::RestartBurst, "restart_burst"},
    ShowsWord{Shows::Trap, "trap"},
    ShowsWord{Shows::Test, "test"},
    ShowsWord{Shows::Command, "command"},
};

using Fault = std::optional<ResultFault>;
template <class T>
using Read = Result<T, ResultFault>;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

Read<std::optional<Instant>> instant_in(const json::object& object, std::string_view name) {
  const auto text = text_in(object, name);
  if (!text) return text.error();
  if (!*text) return std::optional<Instant>();
  const auto instant = parse_rfc3339(**text);
  if (!instant) return fault(name, "is no RFC 3339 time");
  return instant;
}

// An object of any fields, as text; "{}" if it is left out.
Read<std::string> any_object_in(const json::object& object, std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return well("{}");
  if (!value->is_object()) return fault(name, "is no object");
  return well(json::serialize(*value));
}

Fault read_shows(const json::object& object, Fixture& fixture) {
  const json::value* value = given(object, "shows");
  const auto* array = value == nullptr ? nullptr : value->if_array();
  if (array == nullptr || array->empty()) return fault("shows", "is no list of what it shows");
  for (const json::value& element : *array) {
    const auto* text = element.if_string();
    const auto* const found = text == nullptr
                                  ? kShowsWords.end()
                                  : std::ranges::find(kShowsWords, view(*text), &ShowsWord::word);
    if (found == kShowsWords.end()) {
      return fault("shows", json::serialize(element) + " is nothing that a case can show");
    }
    fixture.shows.push_back(found->shows);
  }
  return std::nullopt;
}

Fault read_device(const json::object& object, Fixture& fixture) {
  const json::value* value = given(object, "device");
  if (value == nullptr) return std::nullopt;
  const auto* device = value->if_object();
  if (device == nullptr) return fault("device", "is no object");
  if (auto wrong = fault_of_names(*device, {"address", "type", "parameters"})) {
    return fault("device", wrong->reason);
  }
  const auto address = text_in(*device, "address");
  const auto type = text_in(*device, "type");
  auto parameters = any_object_in(*device, "parameters");
  if (!address) return fault("device", address.error().reason);
  if (!type) return fault("device", type.error().reason);
  if (!parameters) return fault("device", parameters.error().reason);
  fixture.device = {address->value_or(""), type->value_or(""), *std::move(parameters)};
  return std::nullopt;
}

Read<PreviousReport> read_previous_report(const json::value& value, Instant received_at) {
  PreviousReport report{core::SignalState::Unknown, received_at - kPreviousBefore};
  const json::value* state = &value;
  if (const auto* object = value.if_object()) {
    if (auto wrong = fault_of_names(*object, {"state", "at"})) return *std::move(wrong);
    const auto at = instant_in(*object, "at");
    if (!at) return at.error();
    report.at = at->value_or(report.at);
    state = given(*object, "state");
  }
  const auto* word = state == nullptr ? nullptr : state->if_string();
  const auto parsed = word == nullptr ? std::nullopt : wire::parse<core::SignalState>(view(*word));
  if (!parsed || *parsed == core::SignalState::Unspecified) return fault("", "is no state");
  report.state = *parsed;
  return report;
}

Fault read_previous(const json::object& object, Instant received_at, FixtureMessage& message) {
  const json::value* value = given(object, "previous");
  if (value == nullptr) return std::nullopt;
  const auto* previous = value->if_object();
  if (previous == nullptr) return fault("previous", "is no object");
  for (const auto& entry : *previous) {
    const std::string_view word(entry.key().data(), entry.key().size());
    const auto kind = wire::parse<core::SignalKind>(word);
    if (!kind) return fault("previous", std::string(word) + " is no kind of signal");
    const auto report = read_previous_report(entry.value(), received_at);
    if (!report) return fault("previous", std::string(word) + " " + report.error().reason);
    message.previous[*kind] = *report;
  }
  return std::nullopt;
}

// `payload`, `payload_text` or `payload_hex`. A null is a payload, too.
Fault read_payload(const json::object& object, FixtureMessage& message) {
  int found = 0;
  if (const json::value* payload = object.if_contains("payload")) {
    ++found;
    message.payload = to_json_text(*payload);
  }
  if (object.contains("payload_text")) {
    ++found;
    const auto text = text_in(object, "payload_text");
    if (!text) return text.error();
    message.payload = text->value_or("");
  }
  if (const json::value* digits = object.if_contains("payload_hex")) {
    ++found;
    auto bytes = hex_in(*digits, "payload_hex", kLargestFixture);
    if (!bytes) return std::move(bytes).error();
    message.payload = *std::move(bytes);
  }
  if (found != 1) {
    return fault("payload", "one of payload, payload_text and payload_hex is needed");
  }
  return std::nullopt;
}

Fault read_message(const json::object& object, Fixture& fixture) {
  const bool on_topic = object.contains("topic");
  const std::string_view only_there = on_topic ? "topic" : "f_port";
  if (auto wrong = fault_of_names(
          object, {"name", "shows", only_there, "payload", "payload_text", "payload_hex",
                   "received_at", "device", "previous", "retained", "network_time", "expect",
                   "expect_failure", "expect_unwrapped"})) {
    return wrong;
  }
  FixtureMessage message;
  const auto topic = text_in(object, "topic");
  if (!topic) return topic.error();
  message.topic = topic->value_or("");
  const auto port = number_up_to(kLastPort, object, "f_port");
  if (!port) return port.error();
  if (*port) message.f_port = static_cast<std::uint8_t>(**port);
  if (on_topic == message.topic.empty() || on_topic == message.f_port.has_value()) {
    return fault("topic", "missing (of a frame: f_port)");
  }
  if (auto wrong = read_payload(object, message)) return wrong;
  const auto network_time = instant_in(object, "network_time");
  if (!network_time) return network_time.error();
  message.network_time = *network_time;
  if (const json::value* retained = given(object, "retained")) {
    if (!retained->is_bool()) return fault("retained", "is neither true nor false");
    message.retained = retained->get_bool();
  }
  if (auto wrong = read_previous(object, fixture.received_at, message)) return wrong;
  fixture.given = std::move(message);
  return std::nullopt;
}

Fault read_command(const json::object& object, Fixture& fixture) {
  if (auto wrong =
          fault_of_names(object, {"name", "shows", "command", "arguments", "device", "received_at",
                                  "expect_publish", "expect_downlink", "expect_failure"})) {
    return wrong;
  }
  const auto command = text_in(object, "command");
  if (!command) return command.error();
  auto arguments = any_object_in(object, "arguments");
  if (!arguments) return std::move(arguments).error();
  if (fixture.device.address.empty()) return fault("device", "address: missing");
  fixture.given = FixtureCommand{command->value_or(""), *std::move(arguments)};
  return std::nullopt;
}

Fault read_downlink_given(const json::object& object, Fixture& fixture) {
  if (auto wrong = fault_of_names(object, {"name", "shows", "downlink", "device", "received_at",
                                           "expect_publish", "expect_failure"})) {
    return wrong;
  }
  auto downlink = read_downlink(json::serialize(object.at("downlink")));
  if (!downlink) return fault("downlink", downlink.error().reason);
  if (fixture.device.address.empty()) return fault("device", "address: missing");
  fixture.given = FixtureDownlink{downlink->f_port, std::move(downlink->bytes)};
  return std::nullopt;
}

Fault read_fixture(std::string_view text, Fixture& fixture) {
  auto value = parse_json_value(text, kFixtureDepth);
  if (!value) return fault("", value.error().reason);
  const auto* object = value->if_object();
  if (object == nullptr) return fault("", "is no JSON object");
  const auto name = text_in(*object, "name");
  if (!name) return name.error();
  fixture.name = name->value_or("");
  if (utf8_length(fixture.name).value_or(0) - 1 >= kNameCharacters) {
    return fault("name", "is not 1 to " + std::to_string(kNameCharacters) + " characters long");
  }
  if (auto wrong = read_shows(*object, fixture)) return wrong;
  if (auto wrong = read_device(*object, fixture)) return wrong;
  const auto received_at = instant_in(*object, "received_at");
  if (!received_at) return received_at.error();
  fixture.received_at = received_at->value_or(kFixtureTime);
  const auto read_given = object->contains("command")    ? read_command
                          : object->contains("downlink") ? read_downlink_given
                                                         : read_message;
  if (auto wrong = read_given(*object, fixture)) return wrong;
  auto expectation = read_expectation(*object);
  if (!expectation) return std::move(expectation).error();
  fixture.expect = *std::move(expectation);
  return std::nullopt;
}

Result<std::string, FixtureError> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kLargestFixture + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  const std::string file = path.filename().string();
  if (in.bad() || text.empty()) return FixtureError{file, "cannot be read, or is empty"};
  if (text.size() > kLargestFixture) {
    return FixtureError{file, "is larger than " + std::to_string(kLargestFixture / 1024) + " KiB"};
  }
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace

std::string_view name_of(Shows shows) {
  const auto* const found = std::ranges::find(kShowsWords, shows, &ShowsWord::shows);
  return found == kShowsWords.end() ? std::string_view() : found->word;
}

bool shows(const Fixture& fixture, Shows what) {
  return std::ranges::find(fixture.shows, what) != fixture.shows.end();
}

Result<Fixture, FixtureError> parse_fixture(std::string file, std::string_view text) {
  Fixture fixture;
  fixture.file = file;
  if (auto wrong = read_fixture(text, fixture)) {
    return FixtureError{std::move(file), std::move(wrong->reason)};
  }
  return fixture;
}

Fixtures read_fixtures(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  Fixtures fixtures;
  for (const fs::path& path : files) {
    if (fixtures.good.size() + fixtures.bad.size() >= kFixtures) {
      fixtures.bad.push_back({path.filename().string(),
                              "there are more than " + std::to_string(kFixtures) + " fixtures"});
      break;
    }
    auto text = read_file(path);
    auto fixture = text ? parse_fixture(path.filename().string(), *text)
                        : Result<Fixture, FixtureError>(std::move(text).error());
    if (fixture) {
      fixtures.good.push_back(*std::move(fixture));
    } else {
      fixtures.bad.push_back(std::move(fixture).error());
    }
  }
  return fixtures;
}

}  // namespace varde::adapters
