// Messages that speak for several devices.
#include <algorithm>
#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

core::FieldMessage of_several(std::vector<core::Report> others) {
  core::FieldMessage made = message(device("button-1"), {signal(SignalKind::Heartbeat)});
  made.others = std::move(others);
  return made;
}

core::Report says(const std::string& who, SignalKind kind) {
  return {device(who), std::vector{signal(kind)}};
}

template <class Body>
std::vector<Body> all(const core::Decision& decision) {
  std::vector<Body> out;
  for (const core::Event& event : decision.events) {
    if (const auto* body = std::get_if<Body>(&event.body)) out.push_back(*body);
  }
  return out;
}

}  // namespace

TEST_CASE("each device of a message is heard at its own position", "[core]") {
  World world;

  const auto decision = world.give(
      of_several({says("leak-1", SignalKind::WaterLeak), says("smoke-1", SignalKind::Smoke)}));

  CHECK(world.is_open("hall", AlarmType::WaterLeak));
  CHECK(world.is_open("hall", AlarmType::Smoke));
  const auto received = all<core::MessageReceived>(decision);
  REQUIRE(received.size() == 3);
  CHECK(received[1].device == device("leak-1"));
}

TEST_CASE("the bytes of a message stand once in the log, with its first new part", "[core]") {
  World world;
  const auto decision = world.give(of_several({says("leak-1", SignalKind::WaterLeak)}));
  const auto received = all<core::MessageReceived>(decision);
  REQUIRE(received.size() == 2);
  CHECK(received[0].raw.payload == "{}");
  CHECK(received[1].raw.payload.empty());
  CHECK(received[1].raw.payload_size == 2);
  CHECK(received[1].raw.topic == received[0].raw.topic);
}

TEST_CASE("where the first device said nothing new, the bytes stand with the next", "[core]") {
  World world;
  core::FieldMessage first = message(device("leak-1"), {signal(SignalKind::WaterLeak)});
  world.give(first);
  first.others = {says("smoke-1", SignalKind::Smoke)};

  const auto decision = world.give(first);

  CHECK_FALSE(decision.repeated);
  const auto received = all<core::MessageReceived>(decision);
  REQUIRE(received.size() == 1);
  CHECK(received[0].device == device("smoke-1"));
  CHECK(received[0].raw.payload == "{}");
}

TEST_CASE("a message that is known in all its parts is a repeat", "[core]") {
  World world;
  core::FieldMessage made = message(device("leak-1"), {signal(SignalKind::WaterLeak)});
  made.others = {says("smoke-1", SignalKind::Smoke)};
  world.give(made);

  const auto decision = world.give(made);

  CHECK(decision.repeated);
  CHECK(decision.events.empty());
  CHECK(decision.alarm == world.alarm("hall", AlarmType::WaterLeak).id);
}

TEST_CASE("the sender is told the first alarm, of whichever device", "[core]") {
  World world;
  const auto decision = world.give(of_several({says("leak-1", SignalKind::WaterLeak)}));
  CHECK(decision.alarm == world.alarm("hall", AlarmType::WaterLeak).id);
}

TEST_CASE("a part that could not be decoded spoils no other part", "[core]") {
  World world;
  const auto decision = world.give(of_several(
      {{device("leak-1"), core::DecodeFailure{core::DecodeFailureKind::BadResult, "kind: no"}},
       says("smoke-1", SignalKind::Smoke)}));

  CHECK(world.is_open("hall", AlarmType::UndecodableMessage));
  CHECK(world.is_open("hall", AlarmType::Smoke));
  CHECK(all<core::MessageUndecodable>(decision).size() == 1);
}

TEST_CASE("a device in no register that a message speaks of is told, and heard", "[core]") {
  World world;
  world.give(of_several({says("stranger", SignalKind::HelpCall)}));
  CHECK(world.is_open("unregistered/nordlia/stranger", AlarmType::HelpCall));
  CHECK(world.is_open("unregistered/nordlia/stranger", AlarmType::UnregisteredDevice));
}

TEST_CASE("one message may speak of many devices, and more is kept as undecodable", "[core]") {
  using core::limits::kReportsPerMessage;
  const auto others = GENERATE(kReportsPerMessage - 1, kReportsPerMessage);
  CAPTURE(others);
  World world;

  const auto decision = world.give(
      of_several(std::vector<core::Report>(others, says("leak-1", SignalKind::Temperature))));

  const auto failed = all<core::MessageUndecodable>(decision);
  CHECK(failed.size() == (others < kReportsPerMessage ? 0 : 1));
  if (!failed.empty()) {
    CHECK(failed[0].failure.kind == core::DecodeFailureKind::OutOfRange);
    CHECK(failed[0].raw.payload == "{}");
    CHECK(all<core::MessageReceived>(decision).empty());
  }
}

TEST_CASE("too many signals of another device are too many", "[core]") {
  World world;
  core::Report crowd = says("leak-1", SignalKind::Temperature);
  crowd.content = std::vector<core::Signal>(core::limits::kSignalsPerMessage + 1,
                                            signal(SignalKind::Temperature));
  const auto decision = world.give(of_several({crowd}));
  CHECK(all<core::MessageUndecodable>(decision).size() == 1);
}

TEST_CASE("what is replayed names where it stood, in each of its parts", "[core]") {
  World world;
  core::FieldMessage made = of_several({says("leak-1", SignalKind::Temperature)});
  made.replay_of = LogPosition(7);
  for (const auto& received : all<core::MessageReceived>(world.give(made))) {
    CHECK(received.replay_of == LogPosition(7));
  }
}

}  // namespace varde::test
