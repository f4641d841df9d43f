#include "broker/core/alarm_load.h"

#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmLoad;

// A day of one's own making.
struct Day {
  AlarmLoad load{core::State()};
  std::uint64_t alarms = 0;

  void take(Duration when, core::EventBody body) { load.take({at(when), {}, std::move(body)}); }

  AlarmId raise(Duration when, const std::string& from, bool test = false, IncidentId in = {}) {
    core::AlarmRaised raised;
    raised.alarm = AlarmId(++alarms);
    raised.device = device(from);
    raised.test = test;
    raised.incident = in;
    take(when, raised);
    return raised.alarm;
  }
};

core::FloodChanged flood(const std::string& municipality, bool on) {
  core::FloodChanged changed;
  changed.municipality = MunicipalityId(municipality);
  changed.flood = on;
  return changed;
}

}  // namespace

TEST_CASE("alarms are counted by the ten minutes they were raised in", "[core]") {
  Day day;
  day.raise(1min, "a");
  day.raise(9min, "b");
  day.raise(9min, "c", false, IncidentId(1));
  day.raise(25min, "a");

  REQUIRE(day.load.periods().size() == 2);
  CHECK(day.load.periods()[0] == AlarmLoad::Period{at(0min), 3, 2});
  CHECK(day.load.periods()[1] == AlarmLoad::Period{at(20min), 1, 1});
  CHECK(day.load.alarms() == 4);
}

TEST_CASE("a day of periods is kept", "[core]") {
  Day day;
  for (int i = 0; i < 200; ++i) day.raise(i * 10min, "a");
  REQUIRE(day.load.periods().size() == AlarmLoad::kPeriods);
  CHECK(day.load.periods().back().begins == at(1990min));
}

TEST_CASE("the share of time in flood counts the time in which any flood was on", "[core]") {
  Day day;
  day.take(0min, core::BrokerStarted{});
  CHECK(day.load.flood_share() == 0);
  day.take(10min, flood("nordlia", true));
  day.take(15min, flood("sorvik", true));
  day.take(20min, flood("nordlia", false));
  day.take(30min, flood("sorvik", false));
  day.take(100min, core::BrokerStarted{});
  CHECK(day.load.flood_share() == Approx(0.2));

  day.take(100min, flood("nordlia", true));
  day.take(200min, core::BrokerStarted{});
  CHECK(day.load.flood_share() == Approx(0.6));
}

TEST_CASE("the busiest devices are named, most occurrences first", "[core]") {
  Day day;
  for (int i = 0; i < 15; ++i) day.raise(1min, "d" + std::to_string(i));
  const AlarmId often = day.raise(2min, "often");
  day.take(3min, core::AlarmRepeated{often, {}, {}, false});
  day.take(4min, core::AlarmRepeated{often, {}, {}, false});
  day.raise(5min, "d7");

  const auto busiest = day.load.busiest();

  REQUIRE(busiest.size() == AlarmLoad::kBusiest);
  CHECK(busiest[0] == AlarmLoad::Source{device("often"), 1, 3});
  CHECK(busiest[1] == AlarmLoad::Source{device("d7"), 2, 2});
}

TEST_CASE("devices beyond the bound are counted together", "[core]") {
  Day day;
  for (std::size_t i = 0; i < AlarmLoad::kDevices + 3; ++i)
    day.raise(1min, "d" + std::to_string(i));
  CHECK(day.load.uncounted() == 3);
}

TEST_CASE("test alarms are no load", "[core]") {
  Day day;
  const AlarmId test = day.raise(1min, "a", true);
  day.take(2min, core::AlarmRepeated{test, {}, {}, false});
  CHECK(day.load.alarms() == 0);
  CHECK(day.load.busiest().empty());
}

TEST_CASE("what was open and on before is known, and not counted again", "[core]") {
  World world;
  world.send(device("button-1"), core::SignalKind::HelpCall);
  core::State state = world.state();
  state.incidents.floods.insert(MunicipalityId("nordlia"));
  const AlarmId open = state.alarms.open().begin()->first;
  AlarmLoad load(state);
  const Instant from = state.log_end_at;

  load.take({from + 10min, {}, core::AlarmRepeated{open, {}, {}, false}});
  load.take({from + 20min, {}, core::AlarmChattered{open, true}});

  CHECK(load.alarms() == 0);
  REQUIRE(load.busiest().size() == 1);
  CHECK(load.busiest()[0] == AlarmLoad::Source{device("button-1"), 0, 1});
  CHECK(load.chattered() == 1);
  CHECK(load.flood_share() == 1);
}

TEST_CASE("alarms chatter until they are calm or resolved", "[core]") {
  Day day;
  const AlarmId first = day.raise(1min, "a");
  const AlarmId second = day.raise(1min, "b");
  day.take(2min, core::AlarmChattered{first, true});
  day.take(2min, core::AlarmChattered{second, true});
  CHECK(day.load.chattering() == std::set{first, second});

  day.take(3min, core::AlarmChattered{first, false});
  day.take(4min, core::AlarmResolved{second, {}, core::Outcome::ReturnedToNormal, {}});

  CHECK(day.load.chattering().empty());
  CHECK(day.load.chattered() == 2);
}

}  // namespace varde::test
