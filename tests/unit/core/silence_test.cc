#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "broker/core/ticks.h"
#include "tests/support/supervised.h"

namespace varde::test {
namespace {

using core::AlarmType;

core::FieldMessage heartbeat_of(const std::string& id) {
  return message(device(id), {signal(SignalKind::Heartbeat)});
}

// Both devices in the hall must be heard within an hour, and have been now.
struct Hall : World {
  Hall() {
    const core::SupervisionClocks hourly{1h, {}};
    give(with_clocks(with_clocks(small_register(), "smoke-1", hourly), "leak-1", hourly));
    give(heartbeat_of("smoke-1"));
    give(heartbeat_of("leak-1"));
  }
};

}  // namespace

TEST_CASE("a device that is silent for longer than its interval is an alarm, at that instant",
          "[core]") {
  Supervised world;
  world.heartbeat();

  world.pass(1h);
  CHECK(world.queue().empty());
  world.pass(kInstant);

  const core::Alarm& alarm = world.alarm("astrid", AlarmType::Offline);
  CHECK(alarm.rule == "silent");
  CHECK(alarm.priority == core::Priority::Low);
  CHECK(alarm.device == device("button-1"));
  CHECK(alarm.raised_at == at(1h + kInstant));
}

TEST_CASE("a device that is heard exactly when it must be is not silent", "[core]") {
  Supervised world;
  for (int hour = 0; hour < 24; ++hour) {
    world.heartbeat();
    world.pass(1h);
  }
  CHECK(world.queue().empty());
  CHECK(world.state().alarms.newest().none());
}

TEST_CASE("silence is told once, and nothing is waited for while it lasts", "[core]") {
  Supervised world;
  world.heartbeat();

  world.pass(24h * 7);

  CHECK(world.alarm("astrid", AlarmType::Offline).occurrences == 1);
  CHECK_FALSE(core::next_wakeup(world.state()).has_value());
}

TEST_CASE("a device that speaks again ends the alarm about its silence, and is watched again",
          "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(2h);
  REQUIRE(world.is_open("astrid", AlarmType::Offline));

  world.heartbeat();
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));

  world.pass(1h + kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that said itself that it is offline lives if it says anything else", "[core]") {
  World world;  // Not supervised: its own word is enough.
  world.send(device("leak-1"), SignalKind::Offline);
  REQUIRE(world.is_open("hall", AlarmType::Offline));

  SECTION("live") {
    world.give(heartbeat_of("leak-1"));
    CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
  }
  SECTION("online") {
    world.send(device("leak-1"), SignalKind::Online);
    CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
  }
  SECTION("not if a broker had kept it") {
    core::FieldMessage kept = heartbeat_of("leak-1");
    kept.raw.retained = true;
    world.give(kept);
    CHECK(world.is_open("hall", AlarmType::Offline));
  }
  SECTION("not if it is history") {
    core::Signal old = signal(SignalKind::Heartbeat);
    old.history = true;
    world.send(device("leak-1"), old);
    CHECK(world.is_open("hall", AlarmType::Offline));
  }
  SECTION("not if another device says it") {
    world.give(heartbeat_of("smoke-1"));
    CHECK(world.is_open("hall", AlarmType::Offline));
  }
}

TEST_CASE("a device that said itself that it is offline is not reported silent as well", "[core]") {
  Supervised world;
  world.heartbeat();
  world.send(device("button-1"), SignalKind::Offline);

  world.pass(24h);

  CHECK(world.alarm("astrid", AlarmType::Offline).rule == "offline");
  CHECK(world.alarm("astrid", AlarmType::Offline).occurrences == 1);
}

TEST_CASE("what does not come from the device now is no sign of its life", "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(30min);
  core::FieldMessage other = heartbeat_of("button-1");

  SECTION("what a broker has kept") { other.raw.retained = true; }
  SECTION("what is decoded late") { other.replay_of = LogPosition(1); }
  SECTION("its last will") { other.content = std::vector{signal(SignalKind::Offline)}; }
  world.give(other);
  const auto* watched = world.state().supervision.find(device("button-1"));

  REQUIRE(watched != nullptr);
  CHECK(watched->heard_at == at(0s));
  world.pass(30min + kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that sends what it has recorded speaks, and ends what its silence raised",
          "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(2h);
  core::Signal recorded = signal(SignalKind::Temperature);
  recorded.history = true;

  world.send(device("button-1"), recorded);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));

  world.pass(1h);
  CHECK(world.queue().empty());
}

TEST_CASE("a device without an interval, or in no register, is not waited for", "[core]") {
  Supervised world;
  world.heartbeat("leak-1");
  world.heartbeat("stranger");
  world.heartbeat();
  world.give(small_register());

  world.pass(24h * 30);

  CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  CHECK(world.state().supervision.find(device("stranger")) == nullptr);
}

TEST_CASE("two silent devices of one place are one alarm, which ends when both are heard",
          "[core]") {
  Hall world;
  world.pass(2h);
  CHECK(world.alarm("hall", AlarmType::Offline).occurrences == 2);
  CHECK(world.alarm("hall", AlarmType::Offline).several_devices);
  CHECK_FALSE(core::next_silence(world.state()).has_value());

  world.give(heartbeat_of("smoke-1"));
  CHECK(world.is_open("hall", AlarmType::Offline));
  world.give(heartbeat_of("leak-1"));
  CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
}

TEST_CASE("a silent device that is moved is missed at its new place", "[core]") {
  Hall world;
  world.pass(2h);
  REQUIRE(world.alarm("hall", AlarmType::Offline).several_devices);

  const core::SupervisionClocks hourly{1h, {}};
  core::ApplyRegister moved =
      with_clocks(with_clocks(small_register(), "smoke-1", hourly), "leak-1", hourly);
  for (core::Device& each : moved.devices) {
    if (each.ref == device("leak-1")) each.position = PositionId("astrid");
  }
  world.give(moved);
  world.give(heartbeat_of("smoke-1"));
  world.pass(1h);

  CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
  CHECK(world.alarm("astrid", AlarmType::Offline).device == device("leak-1"));
}

TEST_CASE("a device that is silent anew while another of its place still is counts once more",
          "[core]") {
  Hall world;
  world.pass(2h);
  world.give(heartbeat_of("leak-1"));

  world.pass(2h);
  CHECK(world.alarm("hall", AlarmType::Offline).occurrences == 3);

  world.give(heartbeat_of("smoke-1"));
  CHECK(world.is_open("hall", AlarmType::Offline));
  world.give(heartbeat_of("leak-1"));
  CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
}

TEST_CASE("silence that an operator has settled is told again after a whole interval", "[core]") {
  Supervised world;
  world.sit_down("kari");
  world.heartbeat();
  world.pass(2h);
  const AlarmId id = world.alarm("astrid", AlarmType::Offline).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandedOver, ""}).has_value());

  world.pass(1h);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("settling the silence of a place settles that of all its devices", "[core]") {
  Hall world;
  world.sit_down("kari");
  world.pass(2h);
  const AlarmId id = world.alarm("hall", AlarmType::Offline).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandedOver, ""}).has_value());

  world.pass(1h);
  CHECK_FALSE(world.is_open("hall", AlarmType::Offline));
  world.pass(kInstant);
  CHECK(world.alarm("hall", AlarmType::Offline).occurrences == 2);
}

TEST_CASE("the silence of a device ends with its supervision", "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(2h);
  REQUIRE(world.is_open("astrid", AlarmType::Offline));
  core::ApplyRegister changed = with_clocks(small_register(), "button-1", {1h, {}});

  SECTION("it is retired") {
    std::erase_if(changed.devices,
                  [](const auto& known) { return known.ref == device("button-1"); });
  }
  SECTION("it need not be heard any more") { changed = small_register(); }
  SECTION("it is somewhere else") { changed.devices.at(0).position = PositionId("hall"); }
  world.give(changed);

  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that is moved while it is silent is silent where it is now", "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(2h);
  core::ApplyRegister changed = with_clocks(small_register(), "button-1", {1h, {}});
  changed.devices.at(0).position = PositionId("hall");

  world.give(changed);
  world.pass(0s);

  CHECK(world.is_open("hall", AlarmType::Offline));
}

TEST_CASE("an interval that is changed begins when it is changed", "[core]") {
  Supervised world({24h, {}});
  world.heartbeat();
  world.pass(12h);

  world.give(with_clocks(small_register(), "button-1", {1h, {}}));
  world.pass(1h);
  CHECK(world.queue().empty());

  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("what else changes in the register starts no clock anew", "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(30min);
  core::ApplyRegister changed = with_clocks(small_register(), "button-1", {1h, {}});
  changed.devices.at(0).type = "another model";

  world.give(changed);
  world.pass(30min + kInstant);

  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE(
    "the order of what is due is that of the clocks alone, so that a snapshot can leave it out",
    "[core]") {
  Hall world;
  world.pass(30min);
  world.give(heartbeat_of("leak-1"));
  world.pass(45min);
  REQUIRE(world.is_open("hall", AlarmType::Offline));

  core::Supervision restored;
  for (const auto& [ref, watched] : world.state().supervision.watched()) restored.put(ref, watched);

  CHECK(restored == world.state().supervision);
}

namespace {

constexpr int kMany = 10'000;

// So many devices, each of a place of its own.
core::ApplyRegister many_devices(int count) {
  core::ApplyRegister made = small_register();
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(i);
    core::Position position = made.positions.at(0);
    position.id = PositionId("home-" + id);
    made.positions.push_back(position);
    core::Device known{device("many-" + id), position.id, "safety alarm"};
    known.supervision.heard_within = 1h;
    made.devices.push_back(known);
  }
  return made;
}

core::Event heard(int number, Instant when) {
  core::MessageReceived received;
  received.raw.link = LinkId("mosquitto");
  received.device = device("many-" + std::to_string(number));
  received.signals = {signal(SignalKind::Heartbeat)};
  return {when, {}, received};
}

// An hour at a time, each device heard once in it. Answers whether anything ever was due.
bool anything_due_in(core::State& state, int devices, Duration span) {
  std::vector<core::Event> beats;
  for (int i = 0; i < devices; ++i) beats.push_back(heard(i, at(0s)));
  for (Duration passed{0}; passed < span; passed += 1h) {
    for (int i = 0; i < devices; ++i) {
      core::Event& beat = beats[static_cast<std::size_t>(i)];
      beat.at = at(passed + 1s * i);
      const auto due = core::next_wakeup(state);
      if (due && *due <= beat.at) return true;
      core::fold(state, beat);
    }
  }
  return false;
}

}  // namespace

TEST_CASE("ten thousand devices that fall silent at once are reported in ten ticks", "[core]") {
  World world;
  world.give(many_devices(kMany));
  for (int i = 0; i < kMany; ++i) {
    world.give(message(device("many-" + std::to_string(i)), {signal(SignalKind::Heartbeat)}));
  }
  world.wait(1h + kInstant);

  int ticks = 0;
  std::size_t most = 0;
  while (core::next_silence(world.state()) && ticks < 100) {
    const std::size_t events = world.give(core::Tick{}).events.size();
    most = std::max(most, events);
    ++ticks;
  }

  CHECK(ticks <= 11);                          // One of them began the flood.
  CHECK(most <= core::limits::kTickWork + 1);  // With the incident that they are.
  CHECK(world.state().alarms.open().size() == kMany);
  CHECK_FALSE(core::next_silence(world.state()).has_value());
}

TEST_CASE("a week of hourly heartbeats from two hundred devices raises nothing", "[core]") {
  World world;
  world.give(many_devices(200));
  core::State state = world.state();

  CHECK_FALSE(anything_due_in(state, 200, 24h * 7));
  CHECK(state.alarms.newest().none());
}

// Nine million messages: by itself, `core_test [year]`.
TEST_CASE("a year of hourly heartbeats from a thousand devices raises nothing", "[.][year]") {
  World world;
  world.give(many_devices(1'000));
  core::State state = world.state();

  CHECK_FALSE(anything_due_in(state, 1'000, 24h * 365));
  CHECK(state.alarms.newest().none());
}

}  // namespace varde::test
