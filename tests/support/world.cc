#include "tests/support/world.h"

#include <catch2/catch.hpp>

namespace varde::test {

core::ApplyRegister small_register() {
  const MunicipalityId nordlia("nordlia");
  const MunicipalityId sorvik("sorvik");
  core::ApplyRegister made;
  made.municipalities = {{nordlia, "Nordlia"}, {sorvik, "Sørvik"}};
  const auto position = [](const std::string& id, const MunicipalityId& municipality,
                           const std::string& name) {
    core::Position p;
    p.id = PositionId(id);
    p.municipality = municipality;
    p.name = name;
    return p;
  };
  made.positions = {position("astrid", nordlia, "Astrid Lien"),
                    position("hall", nordlia, "Nordlia hall"),
                    position("peder", sorvik, "Peder Vik")};
  made.devices = {{device("button-1"), PositionId("astrid"), "safety alarm"},
                  {device("smoke-1"), PositionId("hall"), "smoke detector"},
                  {device("leak-1"), PositionId("hall"), "leak sensor"},
                  {device("button-1", "sorvik"), PositionId("peder"), "safety alarm"}};
  return made;
}

core::Actor operator_named(const std::string& user, const std::string& session) {
  return {UserId(user),
          SessionId(session.empty() ? "console-of-" + user : session),
          core::Role::Operator,
          {}};
}

World::World() {
  give(core::StartBroker{"test", {LinkId("mosquitto")}});
  give(core::ChangeLink{LinkId("mosquitto"), true, ""});
  give(small_register());
}

void World::pass(Duration duration) {
  const Instant end = now_ + duration;
  for (auto next = core::next_wakeup(state_); next && *next <= end;
       next = core::next_wakeup(state_)) {
    now_ = std::max(now_, *next);
    give(core::Tick{});
  }
  now_ = end;
}

Result<core::Decision, core::Refusal> World::try_give(const core::Input& input) {
  auto decision = core::decide(state_, input, now_);
  if (decision) {
    for (const core::Event& event : decision->events) state_ = evolve(std::move(state_), event);
  }
  return decision;
}

core::Decision World::give(const core::Input& input) {
  auto decision = try_give(input);
  REQUIRE(decision.has_value());
  return *decision;
}

core::Decision World::send(const core::DeviceRef& from, const core::Signal& made) {
  return give(message(from, {made}));
}

core::Decision World::send(const core::DeviceRef& from, SignalKind kind, SignalState state) {
  return send(from, signal(kind, state));
}

void World::sit_down(const std::string& user) {
  give(core::ConnectConsole{operator_named(user).session, UserId(user), core::Role::Operator});
}

void World::leave(const std::string& user) {
  give(core::LoseConsole{operator_named(user).session});
}

const core::Alarm& World::alarm(const std::string& position, core::AlarmType type) const {
  const core::Alarm* found = state_.alarms.find(PositionId(position), type);
  REQUIRE(found != nullptr);
  return *found;
}

bool World::is_open(const std::string& position, core::AlarmType type) const {
  return state_.alarms.find(PositionId(position), type) != nullptr;
}

std::vector<AlarmId> World::queue() const {
  std::vector<AlarmId> ids;
  for (const core::QueueKey& key : state_.alarms.queue()) ids.push_back(key.id);
  return ids;
}

const core::Alarm* World::test_alarm(const std::string& position, core::AlarmType type) const {
  return state_.alarms.find(PositionId(position), type, true);
}

void World::fold(core::EventBody fact) { core::fold(state_, {now_, {}, std::move(fact)}); }

}  // namespace varde::test
