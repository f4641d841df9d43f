#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;
using core::Priority;

TEST_CASE("a help call raises a critical alarm at the device's position", "[core]") {
  World world;

  const auto decision = world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 7));

  const core::Alarm& alarm = world.alarm("astrid", AlarmType::HelpCall);
  CHECK(alarm.priority == Priority::Critical);
  CHECK(alarm.condition == Condition::Active);
  CHECK(alarm.municipality == MunicipalityId("nordlia"));
  CHECK(alarm.respond_by == world.now() + 60s);
  CHECK(alarm.last_key == core::SignalKey{"b1", 7});
  REQUIRE(decision.events.size() == 2);
  CHECK(std::holds_alternative<core::MessageReceived>(decision.events[0].body));
}

TEST_CASE("an alarm names the message that caused it", "[core]") {
  World world;
  const LogPosition before = world.state().log_end;

  const auto decision = world.send(device("button-1"), SignalKind::HelpCall);

  const auto& raised = std::get<core::AlarmRaised>(decision.events.at(1).body);
  CHECK(raised.cause == before.next());
  CHECK(raised.rule == "help-call");
}

TEST_CASE("a second help call of one person is an occurrence of the open alarm", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));

  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 2));

  CHECK(world.queue().size() == 1);
  CHECK(world.alarm("astrid", AlarmType::HelpCall).occurrences == 2);
  CHECK(world.alarm("astrid", AlarmType::HelpCall).last_key->sequence == 2);
}

TEST_CASE("two conditions of one position are two alarms", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);
  world.send(device("button-1"), SignalKind::Fall);
  CHECK(world.queue().size() == 2);
}

TEST_CASE("a measurement is logged and raises nothing", "[core]") {
  World world;
  const auto kind = GENERATE(SignalKind::Temperature, SignalKind::Heartbeat, SignalKind::Position,
                             SignalKind::DoorOpened, SignalKind::BatteryOk, SignalKind::Test);

  const auto decision = world.send(device("button-1"), kind);

  CHECK(decision.events.size() == 1);
  CHECK(world.queue().empty());
}

TEST_CASE("a test and a history record raise nothing", "[core]") {
  World world;
  core::Signal old = signal(SignalKind::HelpCall);
  old.history = true;

  world.send(device("button-1"), old);
  world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Test);

  CHECK(world.queue().empty());
}

TEST_CASE("a detector that reports fault or unknown is a device fault, never normal", "[core]") {
  World world;
  world.send(device("smoke-1"), SignalKind::Smoke);
  const auto state = GENERATE(SignalState::Fault, SignalState::Unknown);

  world.send(device("smoke-1"), SignalKind::Smoke, state);

  CHECK(world.alarm("hall", AlarmType::Smoke).condition == Condition::Active);
  CHECK(world.alarm("hall", AlarmType::Fault).priority == Priority::Low);
}

TEST_CASE("a call from a device that nobody registered reaches the queue all the same", "[core]") {
  World world;

  world.send(device("stranger"), SignalKind::HelpCall);

  const core::Alarm& alarm = world.alarm("unregistered/nordlia/stranger", AlarmType::HelpCall);
  CHECK(alarm.municipality == MunicipalityId("nordlia"));
  CHECK(world.is_open("unregistered/nordlia/stranger", AlarmType::UnregisteredDevice));
}

TEST_CASE("a call from an unknown municipality is everybody's", "[core]") {
  World world;

  world.send(device("button-9", "atlantis"), SignalKind::HelpCall);
  world.send(device("button-8", "lemuria"), SignalKind::HelpCall);

  CHECK(world.alarm("unregistered/atlantis/button-9", AlarmType::HelpCall).municipality.empty());
  CHECK(world.alarm("unknown/municipality", AlarmType::UnknownMunicipality).municipality.empty());
}

TEST_CASE("that a device is in no register is said once, not with every message", "[core]") {
  World world;
  world.send(device("stranger"), SignalKind::Heartbeat);

  const auto decision = world.send(device("stranger"), SignalKind::Heartbeat);

  CHECK(decision.events.size() == 1);
}

TEST_CASE("unregistered devices beyond the bound share a position, but each call is its own",
          "[core]") {
  World world;
  for (std::size_t i = 0; i < core::limits::kUnregisteredDevices; ++i) {
    world.send(device("stranger-" + std::to_string(i)), SignalKind::Heartbeat);
  }

  world.send(device("one-too-many"), SignalKind::BatteryLow);
  world.send(device("one-too-many"), SignalKind::HelpCall);
  world.send(device("two-too-many"), SignalKind::HelpCall);

  CHECK(world.is_open("unregistered/nordlia", AlarmType::BatteryLow));
  CHECK(world.is_open("unregistered/nordlia/one-too-many", AlarmType::HelpCall));
  CHECK(world.is_open("unregistered/nordlia/two-too-many", AlarmType::HelpCall));
  CHECK(world.state().devices.size() == core::limits::kUnregisteredDevices);
}

TEST_CASE("an undecodable message is kept and raised at the device's position", "[core]") {
  World world;
  core::FieldMessage garbage = message(device("button-1"), {});
  garbage.content = core::DecodeFailure{core::DecodeFailureKind::Malformed, "not a signal"};

  const auto decision = world.give(garbage);

  CHECK(std::get<core::MessageUndecodable>(decision.events.at(0).body).raw == garbage.raw);
  CHECK(world.alarm("astrid", AlarmType::UndecodableMessage).priority == Priority::High);
}

TEST_CASE("undecodable messages of unknown devices are one alarm of their link", "[core]") {
  World world;
  for (int i = 0; i < 5; ++i) {
    core::FieldMessage garbage = message(device("stranger-" + std::to_string(i)), {});
    garbage.content = core::DecodeFailure{core::DecodeFailureKind::Malformed, "not a signal"};
    world.give(garbage);
  }
  CHECK(world.queue().size() == 1);
  CHECK(world.alarm("link/mosquitto", AlarmType::UndecodableMessage).occurrences == 5);
}

TEST_CASE("several signals of one message are one record and each is judged", "[core]") {
  World world;

  const auto decision = world.give(
      message(device("button-1"), {signal(SignalKind::HelpCall), signal(SignalKind::BatteryLow)}));

  CHECK(decision.events.size() == 3);
  CHECK(world.queue().size() == 2);
}

TEST_CASE("a message with more signals than a message may hold is kept as undecodable", "[core]") {
  World world;
  const std::vector<core::Signal> most(core::limits::kSignalsPerMessage,
                                       signal(SignalKind::Heartbeat));
  std::vector<core::Signal> too_many = most;
  too_many.push_back(signal(SignalKind::Heartbeat));

  world.give(message(device("button-1"), most));
  CHECK_FALSE(world.is_open("astrid", AlarmType::UndecodableMessage));
  world.give(message(device("button-1"), too_many));
  CHECK(world.is_open("astrid", AlarmType::UndecodableMessage));
}

TEST_CASE("a device's clock that is 30 years off changes nothing", "[core]") {
  World world;
  core::Signal call = signal(SignalKind::HelpCall);
  call.device_time = at(-24h * 365 * 30);

  world.send(device("button-1"), call);

  CHECK(world.alarm("astrid", AlarmType::HelpCall).raised_at == world.now());
}

}  // namespace
}  // namespace varde::test
