#include "adapters/host/field_message.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using adapters::CodecSignal;
using adapters::DeviceType;
using adapters::Duplicates;
using adapters::Speaker;

DeviceType type_of(std::vector<SignalKind> signals, Duplicates duplicates = Duplicates::State) {
  DeviceType type;
  type.signals = std::move(signals);
  type.duplicates = duplicates;
  return type;
}

CodecSignal says(SignalKind kind, std::optional<std::string> address = {}) {
  return {std::move(address), signal(kind)};
}

core::FieldMessage message_of(std::vector<CodecSignal> signals, const DeviceType* type) {
  return adapters::to_field_message({arrived("t", "p"), "here", std::move(signals)},
                                    [&](const std::string& address) {
                                      return Speaker{device(address), type};
                                    });
}

}  // namespace

TEST_CASE("a message of one device has no others", "[adapter_host]") {
  const auto message =
      message_of({says(SignalKind::WaterLeak), says(SignalKind::BatteryLow, "here")}, nullptr);

  CHECK(message.raw.payload == "p");
  CHECK(message.device == device("here"));
  CHECK(signals_of(message).size() == 2);
  CHECK(message.others.empty());
}

TEST_CASE("each device that a message speaks of has its part, in the order of the message",
          "[adapter_host]") {
  const auto message =
      message_of({says(SignalKind::Offline, "b"), says(SignalKind::Heartbeat),
                  says(SignalKind::Offline, "a"), says(SignalKind::BatteryLow, "b")},
                 nullptr);

  CHECK(message.device == device("b"));
  CHECK(signals_of(message).size() == 2);
  REQUIRE(message.others.size() == 2);
  CHECK(message.others[0].device == device("here"));
  CHECK(message.others[1].device == device("a"));
}

TEST_CASE("a message that says nothing is life of the device it came from", "[adapter_host]") {
  const auto message = message_of({}, nullptr);
  CHECK(message.device == device("here"));
  CHECK(signals_of(message).empty());
}

TEST_CASE("a kind that the device's type does not claim spoils that device's part only",
          "[adapter_host]") {
  const DeviceType leak = type_of({SignalKind::WaterLeak});
  const auto message = adapters::to_field_message(
      {arrived("t", "p"), "here", {says(SignalKind::HelpCall), says(SignalKind::Offline, "there")}},
      [&](const std::string& address) {
        return Speaker{device(address), address == "here" ? &leak : nullptr};
      });

  CHECK(failure_of(message) == core::DecodeFailureKind::BadResult);
  REQUIRE(message.others.size() == 1);
  CHECK(std::holds_alternative<std::vector<core::Signal>>(message.others[0].content));
}

TEST_CASE("conditions that last are levels, unless the type's duplicates are known by a key",
          "[adapter_host]") {
  const DeviceType by_state = type_of({SignalKind::WaterLeak, SignalKind::HelpCall});
  const DeviceType by_key = type_of({SignalKind::WaterLeak}, Duplicates::Key);

  CHECK(signals_of(message_of({says(SignalKind::WaterLeak)}, &by_state))[0].level);
  CHECK_FALSE(signals_of(message_of({says(SignalKind::HelpCall)}, &by_state))[0].level);
  CHECK_FALSE(signals_of(message_of({says(SignalKind::WaterLeak)}, &by_key))[0].level);
  CHECK(signals_of(message_of({says(SignalKind::WaterLeak)}, nullptr))[0].level);
}

TEST_CASE("what is critical or high is urgent", "[adapter_host]") {
  CHECK(adapters::is_urgent(type_of({SignalKind::BatteryLow, SignalKind::HelpCall})));
  CHECK(adapters::is_urgent(type_of({SignalKind::Gas})));
  CHECK_FALSE(adapters::is_urgent(type_of({SignalKind::WaterLeak, SignalKind::Offline})));
  CHECK_FALSE(adapters::is_urgent(type_of({SignalKind::Temperature})));
  CHECK_FALSE(adapters::is_urgent(type_of({})));
}

TEST_CASE("an envelope gives what the frame's signals do not have", "[adapter_host]") {
  adapters::Unwrapped envelope;
  envelope.network_time = at(5s);
  envelope.boot = "s1";
  envelope.sequence = 7;
  std::vector<CodecSignal> signals{says(SignalKind::WaterLeak), says(SignalKind::WaterLeak)};
  signals[1].signal.network_time = at(1s);
  signals[1].signal.key = core::SignalKey{"own", 3};

  adapters::add_envelope(envelope, signals);

  CHECK(signals[0].signal.network_time == at(5s));
  CHECK(signals[0].signal.key == core::SignalKey{"s1", 7});
  CHECK(signals[1].signal.network_time == at(1s));
  CHECK(signals[1].signal.key == core::SignalKey{"own", 3});
}

TEST_CASE("an envelope without a counter gives no key", "[adapter_host]") {
  adapters::Unwrapped envelope;
  envelope.boot = "s1";
  std::vector<CodecSignal> signals{says(SignalKind::WaterLeak)};
  adapters::add_envelope(envelope, signals);
  CHECK_FALSE(signals[0].signal.key);
}

}  // namespace varde::test
