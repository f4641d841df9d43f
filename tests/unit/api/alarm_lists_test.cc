// Which alarm stands in which list, and who is shown it.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "broker/api/read_model.h"
#include "broker/api/stream_frames.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

namespace json = boost::json;
using Ids = std::vector<std::string>;

// A model that is told facts, whoever would decide them.
struct Lists {
  World world;
  api::ReadModel model{world.state(), "log-1"};

  std::vector<AlarmId> add(core::EventBody body) {
    std::vector<AlarmId> changed;
    const std::vector<core::Event> events{{at(1min), std::nullopt, std::move(body)}};
    REQUIRE(model.fold(model.position().next(), events, changed));
    return changed;
  }
  std::vector<AlarmId> raise(std::uint64_t id, core::AlarmType type = core::AlarmType::Offline,
                             bool test = false) {
    core::AlarmRaised raised;
    raised.alarm = AlarmId(id);
    raised.municipality = MunicipalityId("nordlia");
    raised.position = PositionId("hall-" + std::to_string(id));
    raised.type = type;
    raised.priority = core::Priority::Medium;
    raised.respond_by = at(30min);
    raised.test = test;
    return add(raised);
  }
  std::vector<AlarmId> open_incident(std::vector<AlarmId> members) {
    return add(core::IncidentOpened{IncidentId(6), MunicipalityId("nordlia"),
                                    core::IncidentCause::Gateway, "gw-3", core::AlarmType::Offline,
                                    core::Priority::Medium, at(30min), std::move(members)});
  }
  [[nodiscard]] json::object seen_by(const core::Actor& actor) const {
    return json::parse("{" + api::alarm_lists(model, actor) + "}").as_object();
  }
  [[nodiscard]] json::object delta(const std::set<AlarmId>& alarms) const {
    const auto frame = json::parse(api::delta_frame(model, LogPosition(1), alarms));
    return frame.as_object().at("delta").as_object();
  }
};

core::Actor who(core::Role role) {
  core::Actor actor = operator_named("kari");
  actor.role = role;
  return actor;
}

const core::Actor kOperator = who(core::Role::Operator);

Ids ids(const json::object& lists, const char* list) {
  Ids all;
  for (const auto& one : lists.at(list).as_array())
    all.emplace_back(one.as_object().at("id").as_string());
  return all;
}

}  // namespace

TEST_CASE("what is put aside leaves the queue for the shelf", "[api]") {
  Lists lists;
  lists.raise(1);
  lists.raise(2);
  lists.raise(3);
  lists.add(core::AlarmShelved{AlarmId(2), UserId("kari"), "støy", at(2h)});
  const auto changed =
      lists.add(core::AlarmShelved{AlarmId(3), UserId("kari"), "håndverkere", at(1h)});

  const json::object seen = lists.seen_by(kOperator);

  CHECK(changed == std::vector{AlarmId(3)});
  CHECK(ids(seen, "alarms") == Ids{"1"});
  CHECK(ids(seen, "shelved") == Ids{"3", "2"});  // Soonest back first.
  const auto& shelf = seen.at("shelved").as_array()[0].as_object().at("shelf").as_object();
  CHECK(shelf.at("user").as_string() == "kari");
  CHECK(shelf.at("reason").as_string() == "håndverkere");
  CHECK(shelf.at("until").as_string() == "2026-01-01T01:00:00Z");
}

TEST_CASE("alarms of tests are shown to those who test and lead, never to operators", "[api]") {
  Lists lists;
  lists.raise(1);
  lists.raise(2, core::AlarmType::Smoke, true);
  const auto [role, shown] = GENERATE(table<core::Role, bool>({{core::Role::Operator, false},
                                                               {core::Role::Technician, true},
                                                               {core::Role::Integrator, false},
                                                               {core::Role::Manager, true},
                                                               {core::Role::Admin, true}}));

  const json::object seen = lists.seen_by(who(role));

  CHECK(ids(seen, "alarms") == Ids{"1"});
  CHECK(ids(seen, "on_test") == (shown ? Ids{"2"} : Ids{}));
  CHECK(api::is_shown(who(role), *lists.model.find(AlarmId(2))) == shown);
}

TEST_CASE("a test alarm of another municipality is shown to nobody there", "[api]") {
  Lists lists;
  lists.raise(2, core::AlarmType::Smoke, true);
  core::Actor technician = who(core::Role::Technician);
  technician.municipalities = {MunicipalityId("sorvik")};

  CHECK(ids(lists.seen_by(technician), "on_test").empty());
}

TEST_CASE("the members of an incident are one row with their counts", "[api]") {
  Lists lists;
  for (const std::uint64_t id : {1U, 2U, 3U, 4U}) lists.raise(id);
  const auto changed = lists.open_incident({AlarmId(2), AlarmId(3), AlarmId(4)});
  lists.add(core::AlarmAcknowledged{AlarmId(2), UserId("kari")});
  lists.add(core::AlarmReturnedToNormal{AlarmId(3), LogPosition(9)});
  lists.add(core::AlarmResolved{AlarmId(4), UserId("kari"), core::Outcome::DeviceFault, ""});

  const json::object seen = lists.seen_by(kOperator);

  CHECK(changed == std::vector{AlarmId(2), AlarmId(3), AlarmId(4)});
  CHECK(ids(seen, "alarms") == Ids{"1"});
  REQUIRE(ids(seen, "incidents") == Ids{"6"});
  const auto& incident = seen.at("incidents").as_array()[0].as_object();
  CHECK(incident.at("cause").as_string() == "gateway");
  CHECK(incident.at("subject").as_string() == "gw-3");
  CHECK(incident.at("open").as_int64() == 2);
  CHECK(incident.at("unacknowledged").as_int64() == 1);
  CHECK(incident.at("returned_to_normal").as_int64() == 1);
  CHECK(incident.at("alarms").as_string() == "3");
}

TEST_CASE("a delta carries the incidents that its alarms are part of", "[api]") {
  Lists lists;
  for (const std::uint64_t id : {1U, 2U, 3U}) lists.raise(id);
  lists.open_incident({AlarmId(2), AlarmId(3)});

  CHECK(ids(lists.delta({AlarmId(1)}), "incidents").empty());
  const json::object delta = lists.delta({AlarmId(2)});

  CHECK(ids(delta, "incidents") == Ids{"6"});
  CHECK(delta.at("incidents").as_array()[0].as_object().at("open").as_int64() == 2);
  CHECK(delta.at("alarms").as_array()[0].as_object().at("incident").as_string() == "6");
}

TEST_CASE("an incident that has gone is told with its last alarm, and listed no more", "[api]") {
  Lists lists;
  lists.raise(1);
  lists.open_incident({AlarmId(1)});
  lists.add(core::AlarmResolved{AlarmId(1), UserId("kari"), core::Outcome::DeviceFault, ""});
  const bool closed = GENERATE(false, true);
  if (closed) lists.add(core::IncidentClosed{IncidentId(6)});

  const json::object delta = lists.delta({AlarmId(1)});

  REQUIRE(ids(delta, "incidents") == Ids{"6"});
  CHECK(delta.at("incidents").as_array()[0].as_object().at("open").as_int64() == 0);
  CHECK(ids(lists.seen_by(kOperator), "incidents").empty());
}

TEST_CASE("an alarm tells what becomes of it while it waits", "[api]") {
  Lists lists;
  core::AlarmRaised raised;
  raised.alarm = AlarmId(1);
  raised.position = PositionId("astrid");
  raised.type = core::AlarmType::HelpCall;
  raised.priority = core::Priority::High;
  raised.policy = PolicyId("kritisk");
  raised.escalate_at = at(2min);
  lists.add(raised);
  lists.add(core::AlarmBecameStale{AlarmId(1)});
  lists.add(core::AlarmChattered{AlarmId(1), true});
  lists.add(core::AlarmRepeated{AlarmId(1), {}, {}, false, false, core::AlarmType::Fall});
  const auto row = [&] { return json::parse(*lists.model.row(AlarmId(1))).as_object(); };

  CHECK(row().at("chattering").as_bool());
  CHECK_FALSE(row().at("stale").as_bool());  // It has changed since.
  CHECK(row().at("also").as_array() == json::array{"fall"});
  CHECK(row().at("escalation").as_object().at("next_at").as_string() == "2026-01-01T00:02:00Z");
  lists.add(core::AlarmClaimed{AlarmId(1), UserId("kari"), SessionId("s")});
  lists.add(core::ClaimOffered{AlarmId(1), UserId("kari"), UserId("ola")});
  CHECK_FALSE(row().contains("escalation"));  // Somebody has it.
  CHECK(row().at("offered_to").as_string() == "ola");
}

TEST_CASE("what the rule says of its alarm follows the rule", "[api]") {
  Lists lists;
  core::AlarmRaised raised;
  raised.alarm = AlarmId(1);
  raised.position = PositionId("hall");
  raised.rule = "kald";
  lists.add(raised);
  lists.raise(2);
  core::AlarmRule rule;
  rule.id = RuleId("kald");
  rule.raise.text = "Sjekk varmen";

  const auto changed = lists.add(core::RulesChanged{{"v1", {rule}, {}}});

  CHECK(changed == std::vector{AlarmId(1)});
  CHECK(json::parse(*lists.model.row(AlarmId(1))).as_object().at("rule_text").as_string() ==
        "Sjekk varmen");
  CHECK(lists.add(core::RulesChanged{{"v2", {rule}, {}}}).empty());
}

}  // namespace varde::test
