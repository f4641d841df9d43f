#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/state.h"
#include "broker/wire/events.h"
#include "tests/golden/example_events.h"
#include "tests/unit/wire/filled.h"
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

// An escalation that has come round once, and one whose notification arrived; who had the alarm
// gave it back.
void escalate(core::State& state) {
  const PolicyId policy("kritisk");
  follow(state, core::AlarmEscalated{
                    AlarmId(52), policy, 1, 0, core::StepKind::Realert, {}, "", kStart + 90s, 2});
  core::Notify notify;
  notify.alarm = AlarmId(52);
  notify.step = 1;
  notify.round = 1;
  follow(state, core::EffectRequested{{EffectId(8), kStart + 10min, notify}});
  follow(state, core::EffectConcluded{EffectId(8), core::EffectOutcome::Delivered, ""});
  follow(state, core::AlarmClaimed{AlarmId(52), UserId("ola"), SessionId("s-10")});
  follow(state,
         core::ClaimReleased{AlarmId(52), UserId("ola"), core::ReleaseReason::OperatorReleased});
  follow(state, core::AlarmEscalated{AlarmId(51),
                                     policy,
                                     4,
                                     0,
                                     core::StepKind::Receiver,
                                     {"reserve"},
                                     "",
                                     kStart + 9min,
                                     0,
                                     kStart + 8min});
}

// A clock that runs, one that waits for its link, one that is not set.
void supervise(core::Supervision& supervision) {
  const MunicipalityId municipality("fjelldal");
  supervision.put({municipality, DeviceId("pendant-17")},
                  {kStart, kStart + 1s, kStart + 2s, 26h, 24h * 30, true, true, true});
  supervision.put({municipality, DeviceId("door-3")},
                  {kStart, kStart + 1s, kStart + 2s, 26h, 24h * 30, false, false, false,
                   kStart + 3s, kStart + 4s, kStart + 5s});
  supervision.put({municipality, DeviceId("bed-17")}, {kStart, {}, {}, {}, {}});
}

// The same, at night: rules and policies, alarms that wait, people on shift, an incident.
core::State whole_state() {
  core::State state = busy_state();
  auto later_examples = test::later_examples();
  for (test::LaterExample& later : later_examples) {
    auto* on_test = std::get_if<core::AlarmRaised>(&later.event.body);
    if (on_test != nullptr) on_test->alarm = AlarmId(60);
    follow(state, later.event.body);
  }
  follow(state, test::example<core::RulesChanged>());
  follow(state, test::example<core::PoliciesChanged>());
  follow(state, test::example<core::TimerSet>());
  follow(state, core::TimerSet{{RuleId("another"), ""}, {kStart, {}, {}, {}, {}}});
  for (const std::uint64_t id : {50U, 51U, 52U, 53U}) {
    core::AlarmRaised alarm = raised(id, core::AlarmType::Offline);
    alarm.position = PositionId("hall-" + std::to_string(id));
    alarm.policy = PolicyId("kritisk");
    alarm.escalate_at = kStart + 60s;
    follow(state, alarm);
  }
  core::AlarmRaised elsewhere = raised(54, core::AlarmType::WaterLeak);
  elsewhere.municipality = MunicipalityId("utdal");
  elsewhere.position = PositionId("utdal:hall");
  follow(state, elsewhere);
  core::AlarmRaised link_down = raised(55, core::AlarmType::LinkDown);
  link_down.position = core::link_position(LinkId("vendor-cloud"));
  follow(state, link_down);
  core::MessageReceived door = heard("door-3", "b1", 1);
  door.signals[0].history = false;  // News: what was reported is remembered.
  follow(state, door);
  follow(state, core::AlarmShelved{AlarmId(50), UserId("kari"), "støy", kStart + 2h});
  follow(state, core::ShelfReminded{AlarmId(50)});
  follow(state, core::AlarmAcknowledged{AlarmId(50), UserId("kari")});
  follow(state, core::AlarmReturnedToNormal{AlarmId(51), LogPosition(9)});
  follow(state, core::AlarmChattered{AlarmId(51), true});
  follow(state, core::AlarmBecameStale{AlarmId(52)});
  escalate(state);
  follow(state, core::ClaimOffered{AlarmId(42), UserId("kari"), UserId("ola")});
  core::IncidentOpened incident = test::example<core::IncidentOpened>();
  incident.members = {AlarmId(53), AlarmId(52)};
  follow(state, incident);
  follow(state, test::example<core::IncidentAcknowledged>());
  follow(state, test::example<core::FloodChanged>());
  follow(state, test::example<core::ExceptionBegun>());
  follow(state, test::example<core::ShiftBegun>());
  follow(state, core::ShiftBegun{UserId("ola"), {MunicipalityId("utdal")}});
  follow(state, core::ShiftEnded{UserId("ola"), "rolig natt"});
  follow(state, core::HealthChanged{core::HealthSubject::Receiver, "sms", false, "no answer"});
  supervise(state.supervision);
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

TEST_CASE("rules, duty and all that waits read back as they were written", "[wire][snapshot]") {
  const core::State state = whole_state();
  REQUIRE(state.alarms.find(AlarmId(50))->shelf);
  REQUIRE(state.incidents.open.size() == 1);
  REQUIRE(state.incidents.rows.size() == 2);
  REQUIRE(state.alarms.queue().size() < state.alarms.open().size());
  REQUIRE(state.alarms.find(AlarmId(52))->escalation.delivered);
  REQUIRE_FALSE(state.alarms.escalations().empty());
  REQUIRE_FALSE(state.alarms.aging().empty());
  REQUIRE(state.supervision.next_due());

  const auto read = wire::parse_state(wire::serialize(state));

  REQUIRE(read.has_value());
  CHECK(read->started_at == state.started_at);
  CHECK(read->known == state.known);
  CHECK(read->rules == state.rules);
  CHECK(read->policies == state.policies);
  CHECK(read->timers == state.timers);
  CHECK(read->exceptions == state.exceptions);
  CHECK(read->supervision == state.supervision);
  CHECK(read->incidents == state.incidents);
  CHECK(read->duty == state.duty);
  CHECK(read->unwell == state.unwell);
  CHECK(read->consoles == state.consoles);
  CHECK(read->effects == state.effects);
  CHECK(read->alarms.open() == state.alarms.open());
  CHECK(read->alarms == state.alarms);
  CHECK(*read == state);
  CHECK(wire::serialize(*read) == wire::serialize(state));
}

TEST_CASE("all that a snapshot can keep is filled in the state that these tests keep",
          "[wire][snapshot]") {
  v1::SnapshotState stored;
  REQUIRE(stored.ParseFromString(wire::serialize(whole_state())));
  test::FieldNames filled;
  test::note_filled(stored, filled);

  // Those of an event that is part of a snapshot, which are the event's alone.
  const std::vector<std::string> of_events_only = {
      "varde.v1.AlarmRaised.cause",
      "varde.v1.AlarmRaised.key",
      "varde.v1.RegisterChanged.removed_devices",
      "varde.v1.RegisterChanged.removed_municipalities",
      "varde.v1.RegisterChanged.removed_positions",
  };
  CHECK(test::unfilled(*v1::SnapshotState::descriptor(), filled) == of_events_only);
}

TEST_CASE("what waits goes on after a restore as it would have", "[wire][snapshot]") {
  core::State state = whole_state();
  core::State restored = *wire::parse_state(wire::serialize(state));

  core::MessageReceived alive = heard("door-3", "b1", 2);
  alive.raw.retained = false;
  for (core::State* each : {&state, &restored}) {
    follow(*each, core::AlarmUnshelved{AlarmId(50), UserId("kari")});
    follow(*each, core::AlarmChattered{AlarmId(51), false});
    follow(*each, core::AlarmResolved{AlarmId(53), UserId("kari"), core::Outcome::Assisted, ""});
    follow(*each, core::AlarmEscalated{AlarmId(52),
                                       PolicyId("kritisk"),
                                       1,
                                       0,
                                       core::StepKind::OnCall,
                                       {},
                                       "no answer",
                                       kStart + 99s,
                                       2,
                                       {},
                                       true});
    follow(*each, core::EscalationRestarted{AlarmId(51), PolicyId("kritisk"), kStart + 2min});
    follow(*each, alive);
    follow(*each, raised(56, core::AlarmType::MainsLost));
    follow(*each, core::ShiftEnded{UserId("kari"), "alt rolig"});
  }

  CHECK(restored.alarms == state.alarms);
  CHECK(restored.supervision == state.supervision);
  CHECK(restored.incidents == state.incidents);
  CHECK(restored == state);
}

TEST_CASE("what waits, of a state that was damaged, is refused", "[wire][snapshot]") {
  v1::SnapshotState stored;
  REQUIRE(stored.ParseFromString(wire::serialize(whole_state())));
  SECTION("a timer without its time") { stored.mutable_timers(0)->mutable_timer()->clear_due(); }
  SECTION("a rule without its form") { stored.mutable_rules()->mutable_rules(0)->clear_form(); }
  SECTION("an area of no shape") {
    stored.mutable_rules()->mutable_rules(6)->mutable_geofence()->mutable_areas(0)->clear_shape();
  }
  SECTION("a date that no calendar has") {
    stored.mutable_policies()->mutable_schedules(0)->mutable_begins()->set_day(31);
  }
  SECTION("a time beyond the day") {
    stored.mutable_policies()->mutable_staffing(0)->mutable_at(0)->set_to_minutes(1'441);
  }
  SECTION("an unknown word in a list") {
    stored.mutable_rules()->mutable_combinations(0)->set_types(
        0, static_cast<v1::AlarmType::Code>(200));
  }
  SECTION("an unknown cause of an incident") {
    stored.mutable_incidents()->mutable_open(0)->mutable_opened()->set_cause(
        static_cast<v1::IncidentCause::Code>(99));
  }

  CHECK(wire::parse_state(stored.SerializeAsString()).has_error());
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
