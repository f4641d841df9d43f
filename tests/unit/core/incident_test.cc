// Many alarms with one cause.
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::IncidentCause;
using core::Refusal;

std::string name(const std::string& stem, int number) { return stem + std::to_string(number); }

struct Town {
  int devices = 0;
  int per_gateway = 1'000'000;  // Devices; the gateways are gw0, gw1 ...
  std::string site{};
  std::string network{};
  std::string area{};
};

// Devices d0, d1 ... at positions p0, p1 ... of nordlia, beside the small register.
void build(World& world, const Town& town) {
  core::ApplyRegister wanted = small_register();
  for (int i = 0; i < town.devices; ++i) {
    core::Position position;
    position.id = PositionId(name("p", i));
    position.municipality = MunicipalityId("nordlia");
    position.site = town.site;
    position.area = town.area;
    wanted.positions.push_back(position);
    core::Device made{device(name("d", i)), position.id, "safety alarm"};
    made.network = town.network;
    if (town.per_gateway < 1'000'000) made.gateway = name("gw", i / town.per_gateway);
    wanted.devices.push_back(made);
  }
  world.give(wanted);
}

void send_all(World& world, int first, int count, SignalKind kind) {
  for (int i = first; i < first + count; ++i) world.send(device(name("d", i)), kind);
}

const core::Incident& only_incident(const World& world) {
  REQUIRE(world.state().incidents.open.size() == 1);
  return world.state().incidents.open.begin()->second;
}

}  // namespace

TEST_CASE("five devices of one gateway that go offline are one incident", "[core]") {
  World world;
  build(world, {.devices = 8, .per_gateway = 8});
  send_all(world, 0, 4, SignalKind::Offline);
  CHECK(world.queue().size() == 4);

  send_all(world, 4, 2, SignalKind::Offline);

  CHECK(world.queue().empty());
  const core::Incident& incident = only_incident(world);
  CHECK(incident.cause == IncidentCause::Gateway);
  CHECK(incident.subject == "gw0");
  CHECK(incident.members.size() == 6);
  CHECK(incident.alarms == 6);
  CHECK(incident.type == AlarmType::Offline);
}

TEST_CASE("a message that says of many devices that they are offline is one incident", "[core]") {
  World world;
  build(world, {.devices = 50, .per_gateway = 50});
  core::FieldMessage death = message(device("d0"), {signal(SignalKind::Offline)});
  for (int i = 1; i < 50; ++i)
    death.others.push_back({device(name("d", i)), std::vector{signal(SignalKind::Offline)}});

  world.give(death);

  CHECK(world.queue().empty());
  CHECK(only_incident(world).members.size() == 50);
}

TEST_CASE("the narrowest cause that has enough alarms names the incident", "[core]") {
  World world;
  const auto [town, kind, cause] = GENERATE(table<Town, SignalKind, IncidentCause>({
      {{.devices = 5, .site = "Lia 1", .network = "north"},
       SignalKind::Offline,
       IncidentCause::Site},
      {{.devices = 5, .network = "north", .area = "valley"},
       SignalKind::Offline,
       IncidentCause::Network},
      // A mobile network does not cut the mains.
      {{.devices = 5, .network = "north", .area = "valley"},
       SignalKind::MainsLost,
       IncidentCause::Area},
      {{.devices = 10}, SignalKind::MainsLost, IncidentCause::Municipality},
  }));
  build(world, town);
  send_all(world, 0, town.devices - 1, kind);
  CHECK(world.state().incidents.open.empty());

  send_all(world, town.devices - 1, 1, kind);

  CHECK(only_incident(world).cause == cause);
}

TEST_CASE("alarms of two minutes ago, or that somebody works on, make no incident", "[core]") {
  World world;
  world.sit_down("kari");
  build(world, {.devices = 5, .per_gateway = 5});
  send_all(world, 0, 4, SignalKind::Offline);
  SECTION("long ago") { world.pass(2min + 1s); }
  SECTION("claimed") {
    REQUIRE(world.ask("kari", world.alarm("p0", AlarmType::Offline).id, core::Claim{}).has_value());
  }
  SECTION("acknowledged") {
    REQUIRE(world.ask("kari", world.alarm("p0", AlarmType::Offline).id, core::Acknowledge{})
                .has_value());
  }
  SECTION("another type") {
    world.send(device("d0"), SignalKind::Online);
    world.send(device("d0"), SignalKind::Tamper);
  }
  send_all(world, 4, 1, SignalKind::Offline);
  CHECK(world.state().incidents.open.empty());
}

TEST_CASE("critical alarms of persons and tests are in no incident", "[core]") {
  World world;
  build(world, {.devices = 30, .per_gateway = 30, .site = "Lia 1", .area = "valley"});
  SECTION("calls") {
    send_all(world, 0, 30, SignalKind::HelpCall);
    CHECK(world.queue().size() == 30);
  }
  SECTION("tests") {
    core::ExceptionScope scope;
    scope.municipality = MunicipalityId("nordlia");
    scope.site = "Lia 1";
    REQUIRE(world
                .ask("tekla", {},
                     core::BeginException{core::ExceptionKind::OnTest, scope, "gateway change", 1h})
                .has_value());
    send_all(world, 0, 30, SignalKind::Offline);
    CHECK(world.state().alarms.open().size() == 30);
  }
  CHECK(world.state().incidents.open.empty());
}

TEST_CASE("persons who live in one municipality have no cause in common", "[core]") {
  World world;
  build(world, {.devices = 10});
  send_all(world, 0, 10, SignalKind::Wandering);
  CHECK(world.state().incidents.open.empty());
  CHECK(world.queue().size() == 10);
}

TEST_CASE("an incident whose members all return to normal closes by itself", "[core]") {
  World world;
  build(world, {.devices = 6, .per_gateway = 6});
  send_all(world, 0, 6, SignalKind::Offline);
  send_all(world, 0, 5, SignalKind::Online);
  world.pass(0s);
  CHECK(only_incident(world).members.size() == 1);

  send_all(world, 5, 1, SignalKind::Online);
  world.pass(0s);

  CHECK(world.state().incidents.open.empty());
  CHECK(world.state().alarms.open().empty());
}

TEST_CASE("a later alarm of the same cause joins the open incident", "[core]") {
  World world;
  build(world, {.devices = 6, .per_gateway = 6});
  send_all(world, 0, 5, SignalKind::Offline);
  world.pass(3h);
  send_all(world, 5, 1, SignalKind::Offline);
  CHECK(only_incident(world).members.size() == 6);
}

TEST_CASE("what happens in a municipality long after an incident is no part of it", "[core]") {
  World world;
  build(world, {.devices = 12});
  send_all(world, 0, 10, SignalKind::MainsLost);
  world.pass(9min);
  send_all(world, 10, 1, SignalKind::MainsLost);
  CHECK(only_incident(world).members.size() == 11);

  world.pass(11min);
  send_all(world, 11, 1, SignalKind::MainsLost);

  CHECK(only_incident(world).members.size() == 11);
  CHECK(world.queue().size() == 1);
}

TEST_CASE("acknowledging an incident acknowledges each open member", "[core]") {
  World world;
  build(world, {.devices = 7, .per_gateway = 7});
  send_all(world, 0, 6, SignalKind::Offline);
  const IncidentId id = only_incident(world).id;

  REQUIRE(world.ask("kari", {}, core::AcknowledgeIncident{id}).has_value());
  CHECK(only_incident(world).acknowledged_by == UserId("kari"));
  for (const AlarmId member : only_incident(world).members)
    CHECK(world.state().alarms.find(member)->acknowledged_by == UserId("kari"));
  CHECK(world.ask("kari", {}, core::AcknowledgeIncident{id}).error() ==
        Refusal::AlreadyAcknowledged);

  send_all(world, 6, 1, SignalKind::Offline);
  CHECK(world.ask("kari", {}, core::AcknowledgeIncident{id}).has_value());
}

TEST_CASE("resolving an incident resolves each member, with outcome and text", "[core]") {
  World world;
  world.sit_down("ola");
  build(world, {.devices = 6, .per_gateway = 6});
  send_all(world, 0, 6, SignalKind::Offline);
  const IncidentId id = only_incident(world).id;
  CHECK(world.ask("kari", {}, core::ResolveIncident{id, {}, ""}).error() ==
        Refusal::OutcomeMissing);
  const core::ResolveIncident wish{id, core::Outcome::HandedOver, "the network has been told"};

  SECTION("all") {
    const auto decision = world.ask("kari", {}, wish);
    REQUIRE(decision.has_value());
    CHECK(std::get<core::AlarmResolved>(decision->events[0].body).text == wish.text);
    CHECK(world.state().alarms.open().empty());
    world.pass(0s);
    CHECK(world.state().incidents.open.empty());
  }
  SECTION("but not what somebody else has in hand") {
    const AlarmId claimed = *only_incident(world).members.begin();
    REQUIRE(world.ask("ola", claimed, core::Claim{}).has_value());
    REQUIRE(world.ask("kari", {}, wish).has_value());
    world.pass(0s);
    CHECK(only_incident(world).members == std::set{claimed});
    CHECK(world.ask("kari", {}, wish).error() == Refusal::AlreadyClaimed);
  }
}

TEST_CASE("incidents are answered by those who may, where they may", "[core]") {
  World world;
  build(world, {.devices = 6, .per_gateway = 6});
  send_all(world, 0, 6, SignalKind::Offline);
  const IncidentId id = only_incident(world).id;
  core::Actor actor = operator_named("tekla");
  const auto ask = [&](const core::Act& act) {
    return world.try_give(core::Command{actor, {}, {}, act});
  };

  actor.municipalities = {MunicipalityId("sorvik")};
  CHECK(ask(core::AcknowledgeIncident{id}).error() == Refusal::IncidentNotFound);
  actor.municipalities = {};
  CHECK(ask(core::AcknowledgeIncident{IncidentId(99)}).error() == Refusal::IncidentNotFound);
  actor.role = core::Role::Technician;
  CHECK(ask(core::ResolveIncident{id, core::Outcome::DeviceFault, ""}).error() ==
        Refusal::NotAllowed);
  CHECK(ask(core::AcknowledgeIncident{id}).has_value());
}

TEST_CASE("a technician does not acknowledge an incident that is not of devices", "[core]") {
  World world;
  build(world, {.devices = 5, .site = "Lia 1"});
  send_all(world, 0, 5, SignalKind::WaterLeak);
  core::Actor technician = operator_named("tekla");
  technician.role = core::Role::Technician;

  const auto answer = world.try_give(
      core::Command{technician, {}, {}, core::AcknowledgeIncident{only_incident(world).id}});

  REQUIRE(answer.has_error());
  CHECK(answer.error() == Refusal::NotAllowed);
}

TEST_CASE("an incident is as urgent as its most urgent member", "[core]") {
  World world;
  build(world, {.devices = 6, .per_gateway = 6});
  send_all(world, 0, 5, SignalKind::Offline);
  CHECK(only_incident(world).priority == core::Priority::Low);
  const AlarmId member = *only_incident(world).members.begin();

  core::AlarmRepeated graver{member, {}, {}, false};
  graver.priority = core::Priority::High;
  graver.respond_by = world.now() + 1s;
  world.fold(graver);

  CHECK(only_incident(world).priority == core::Priority::High);
  CHECK(only_incident(world).respond_by == world.now() + 1s);
}

TEST_CASE("a member that becomes a person's critical alarm is in the queue by itself", "[core]") {
  World world;
  build(world, {.devices = 5, .site = "Lia 1"});
  send_all(world, 0, 5, SignalKind::WaterLeak);
  CHECK(world.queue().empty());
  const AlarmId member = *only_incident(world).members.begin();

  core::AlarmRepeated graver{member, {}, {}, false};
  graver.priority = core::Priority::Critical;
  world.fold(graver);

  CHECK(world.queue() == std::vector{member});
}

TEST_CASE("of an incident one member escalates for all", "[core]") {
  World world;
  build(world, {.devices = 5, .per_gateway = 5});
  const IncidentId id(1);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    core::AlarmRaised raised;
    raised.alarm = AlarmId(i);
    raised.position = PositionId(name("p", static_cast<int>(i)));
    raised.type = AlarmType::Offline;
    raised.escalate_at = world.now() + 1min;
    world.fold(raised);
  }

  core::IncidentOpened opened;
  opened.incident = id;
  opened.members = {AlarmId(1), AlarmId(2), AlarmId(3)};
  world.fold(opened);

  REQUIRE(world.state().alarms.escalations().size() == 1);
  CHECK(world.state().alarms.escalations().begin()->second == AlarmId(1));
}

TEST_CASE("ten thousand devices that lose mains within ten seconds are a few rows", "[core]") {
  constexpr int kDevices = 10'000;
  World world;
  const Town town = GENERATE(Town{.devices = kDevices, .area = "valley"}, Town{.devices = kDevices},
                             Town{.devices = kDevices, .per_gateway = 20});
  build(world, town);
  std::size_t most_rows = 0;
  std::size_t raised = 0;
  std::chrono::steady_clock::duration longest{0};
  const auto begin = std::chrono::steady_clock::now();

  for (int i = 0; i < kDevices; ++i) {
    const auto before = std::chrono::steady_clock::now();
    const auto decision = world.send(device(name("d", i)), SignalKind::MainsLost);
    world.pass(1ms);
    longest = std::max(longest, std::chrono::steady_clock::now() - before);
    for (const core::Event& event : decision.events)
      raised += std::holds_alternative<core::AlarmRaised>(event.body) ? 1 : 0;
    most_rows = std::max(most_rows, world.queue().size() + world.state().incidents.open.size());
    if (i % 500 == 0) world.send(device("button-1"), SignalKind::HelpCall);
  }

  const auto us = [](std::chrono::steady_clock::duration time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  };
  std::cout << "incident_test: " << kDevices << " raises, "
            << us(std::chrono::steady_clock::now() - begin) / kDevices << " us each, longest "
            << us(longest) << " us; at most " << most_rows << " rows\n";
  CHECK(raised == kDevices);
  CHECK(world.queue().front() == world.alarm("astrid", AlarmType::HelpCall).id);
  CHECK(most_rows <= 10);
  std::uint64_t members = 0;
  for (const auto& [id, incident] : world.state().incidents.open) members += incident.alarms;
  CHECK(members + world.queue().size() - 1 == kDevices);
}

}  // namespace varde::test
