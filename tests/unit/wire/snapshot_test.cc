#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "broker/core/limits.h"
#include "broker/core/state.h"
#include "broker/wire/events.h"
#include "tests/golden/example_events.h"
#include "varde/v1/snapshot.pb.h"

using namespace varde;
using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1'795'316'000s};

void follow(core::State& state, core::EventBody body,
            std::optional<core::CommandRef> command = std::nullopt) {
  const Instant at = kStart + state.log_end.value() * 1s;
  state = core::evolve(std::move(state), {at, std::move(command), std::move(body)});
}

core::MessageReceived heard(const std::string& device, const std::string& boot,
                            std::uint64_t sequence) {
  auto message = test::example<core::MessageReceived>();
  message.device.device = DeviceId(device);
  message.signals[0].key = core::SignalKey{boot, sequence};
  return message;
}

core::AlarmRaised raised(std::uint64_t id, core::AlarmType type) {
  auto alarm = test::example<core::AlarmRaised>();
  alarm.alarm = AlarmId(id);
  alarm.type = type;
  return alarm;
}

// A state with something of everything in it.
core::State busy_state() {
  core::State state;
  follow(state, test::example<core::BrokerStarted>());
  follow(state, test::example<core::RegisterChanged>());
  for (const std::uint64_t sequence : {1U, 2U, 900U, 1'500U, 1'440U}) {
    follow(state, heard("pendant-17", "b7", sequence));
  }
  follow(state, heard("pendant-17", "b8", 1));
  follow(state, heard("stranger", "b1", 18'446'744'073'709'551'615U));
  follow(state, raised(41, core::AlarmType::Fall));
  follow(state, raised(42, core::AlarmType::HelpCall));
  follow(state, raised(43, core::AlarmType::Smoke));
  follow(state, test::example<core::AlarmClaimed>(), core::CommandRef{UserId("kari"), "z-key", 7});
  follow(state, test::example<core::AlarmAcknowledged>(),
         core::CommandRef{UserId("kari"), "a-key", 8});
  follow(state, test::example<core::AlarmRepeated>());
  follow(state, test::example<core::NoteAdded>());
  follow(state, test::example<core::ResponderDispatched>());
  follow(state, test::example<core::AlarmReturnedToNormal>());
  follow(state, core::AlarmResolved{AlarmId(43), UserId("ola"), core::Outcome::FalseAlarm, ""});
  follow(state, test::example<core::ConsoleConnected>());
  follow(state, core::ConsoleConnected{SessionId("s-10"), UserId("ola")});
  follow(state, core::ConsoleLost{SessionId("s-10")});
  follow(state, test::example<core::LinkChanged>());
  follow(state, test::example<core::EffectRequested>());
  return state;
}

}  // namespace

TEST_CASE("a state reads back as it was written", "[wire][snapshot]") {
  const core::State state = busy_state();
  REQUIRE(state.alarms.open().size() == 2);
  REQUIRE(state.unregistered_devices == 1);

  const auto read = wire::parse_state(wire::serialize(state));

  REQUIRE(read.has_value());
  CHECK(read->log_end == state.log_end);
  CHECK(read->log_end_at == state.log_end_at);
  CHECK(read->known == state.known);
  CHECK(read->alarms == state.alarms);
  CHECK(read->devices == state.devices);
  CHECK(read->unregistered_devices == state.unregistered_devices);
  CHECK(read->consoles == state.consoles);
  CHECK(read->links == state.links);
  CHECK(read->effects == state.effects);
  CHECK(read->newest_effect == state.newest_effect);
  CHECK(read->done_commands == state.done_commands);
  CHECK(read->done_commands_by_age == state.done_commands_by_age);
  CHECK(*read == state);
}

TEST_CASE("the empty state reads back as it was written", "[wire][snapshot]") {
  const auto read = wire::parse_state(wire::serialize(core::State{}));

  REQUIRE(read.has_value());
  CHECK(*read == core::State{});
}

TEST_CASE("equal states give equal bytes, other states others", "[wire][snapshot]") {
  const core::State state = busy_state();
  const core::State restored = *wire::parse_state(wire::serialize(state));
  core::State other = state;
  follow(other, test::example<core::NoteAdded>());

  CHECK(wire::serialize(restored) == wire::serialize(state));
  CHECK(wire::serialize(other) != wire::serialize(state));
}

TEST_CASE("a restored state goes on as the one that was kept", "[wire][snapshot]") {
  core::State state = busy_state();
  core::State restored = *wire::parse_state(wire::serialize(state));

  for (core::State* each : {&state, &restored}) {
    follow(*each, heard("pendant-17", "b8", 2));
    follow(*each, core::AlarmResolved{AlarmId(42), UserId("kari"), core::Outcome::Assisted, ""},
           core::CommandRef{UserId("kari"), "third", 9});
    follow(*each, raised(44, core::AlarmType::HelpCall));
    follow(*each, test::example<core::EffectConcluded>());
  }

  CHECK(restored == state);
}

TEST_CASE("a repeat is recognised after a restore as far back as before", "[wire][snapshot]") {
  const core::DeviceRef device{MunicipalityId("fjelldal"), DeviceId("pendant-17")};
  const core::State restored = *wire::parse_state(wire::serialize(busy_state()));
  const auto& windows = restored.devices.at(device).windows;

  REQUIRE(windows.size() == 2);
  CHECK(windows[0].seen(1'500));
  CHECK(windows[0].seen(1'440));
  CHECK(windows[0].seen(900));
  CHECK_FALSE(windows[0].seen(1'439));
  CHECK(windows[1].seen(1));
}

TEST_CASE("what is no state is refused, and never ends the process", "[wire][snapshot]") {
  v1::SnapshotState stored;
  REQUIRE(stored.ParseFromString(wire::serialize(busy_state())));
  SECTION("an alarm twice") { *stored.add_alarms() = stored.alarms(0); }
  SECTION("two open alarms of one position and type") {
    *stored.add_alarms() = stored.alarms(0);
    stored.mutable_alarms(2)->mutable_raised()->set_alarm(99);
  }
  SECTION("a device twice") { *stored.add_devices() = stored.devices(0); }
  SECTION("a command twice") { *stored.add_done_commands() = stored.done_commands(0); }
  SECTION("an unknown word") {
    stored.mutable_alarms(0)->set_response(static_cast<v1::ResponseState::Code>(99));
  }
  SECTION("a window wider than this version's") {
    for (std::uint64_t i = 0; i <= core::limits::kSequenceWindow / 64; ++i)
      stored.mutable_devices(0)->mutable_windows(0)->add_bits(1);
  }

  CHECK(wire::parse_state(stored.SerializeAsString()).has_error());
}

TEST_CASE("bytes that are no message are no state", "[wire][snapshot]") {
  const std::string bytes = wire::serialize(busy_state());

  CHECK(wire::parse_state("\xFF\xFF").has_error());
  CHECK(wire::parse_state(bytes.substr(0, bytes.size() - 1)).has_error());
}
