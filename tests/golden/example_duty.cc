// What becomes of alarms that wait, and who is there to take them.
#include <chrono>

#include "tests/golden/example_events.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using namespace varde::core;

constexpr Instant kAt{1'795'316'283'123'456us};

const DeviceRef kDevice{MunicipalityId("fjelldal"), DeviceId("pendant-17")};

}  // namespace

template <>
TimerSet example() {
  return {{RuleId("bed-exit-night"), "fjelldal/bed-17"},
          {kAt + 15min, LogPosition(3), kDevice, PositionId("fjelldal:hjem-17"), {kAt - 1s, kAt}}};
}

template <>
TimerCleared example() {
  return {{RuleId("bed-exit-night"), "fjelldal/bed-17"}};
}

template <>
AlarmShelved example() {
  return {AlarmId(42), UserId("kari"), "Håndverkere i bygget", kAt + 2h};
}

template <>
AlarmUnshelved example() {
  return {AlarmId(42), UserId("kari")};
}

template <>
ShelfReminded example() {
  return {AlarmId(42)};
}

template <>
AlarmBecameStale example() {
  return {AlarmId(42)};
}

template <>
AlarmChattered example() {
  return {AlarmId(42), true};
}

template <>
ExceptionBegun example() {
  return {{ExceptionId(3),
           ExceptionKind::OnTest,
           {MunicipalityId("fjelldal"), kDevice.device, PositionId("fjelldal:hjem-17"),
            "Prøveveien 17", "safety alarm"},
           UserId("tore"),
           "Årskontroll",
           kAt,
           kAt + 4h}};
}

template <>
ExceptionEnded example() {
  return {ExceptionId(3), UserId("tore")};
}

template <>
AlarmEscalated example() {
  return {AlarmId(42),     PolicyId("kritisk"), 2,         1, StepKind::OnCall,
          {"nina", "per"}, "no answer",         kAt + 60s, 3};
}

template <>
EscalationRestarted example() {
  return {AlarmId(42), PolicyId("kritisk"), kAt + 60s};
}

template <>
ClaimOffered example() {
  return {AlarmId(42), UserId("kari"), UserId("ola")};
}

template <>
ClaimOfferEnded example() {
  return {AlarmId(42), UserId("ola"), true};
}

template <>
ShiftBegun example() {
  return {UserId("kari"), {MunicipalityId("fjelldal"), MunicipalityId("utdal")}};
}

template <>
ShiftEnded example() {
  return {UserId("kari"), "Hjem 17 venter på tekniker"};
}

template <>
IncidentOpened example() {
  return {IncidentId(6),
          MunicipalityId("fjelldal"),
          IncidentCause::Gateway,
          "gw-3",
          AlarmType::Offline,
          Priority::Medium,
          kAt + 30min,
          {AlarmId(43), AlarmId(44), AlarmId(45)}};
}

template <>
IncidentAcknowledged example() {
  return {IncidentId(6), UserId("kari")};
}

template <>
IncidentClosed example() {
  return {IncidentId(6)};
}

template <>
FloodChanged example() {
  return {MunicipalityId("fjelldal"), true, 23, 2};
}

template <>
HealthChanged example() {
  return {HealthSubject::Receiver, "sms", true, "answers again"};
}

std::vector<LaterExample> later_examples() {
  AlarmRaised raised = example<AlarmRaised>();
  raised.test = true;
  raised.incident = IncidentId(6);
  raised.policy = PolicyId("kritisk");
  raised.escalate_at = kAt + 60s;
  AlarmRepeated repeated = example<AlarmRepeated>();
  repeated.other_device = true;
  repeated.type = AlarmType::Fall;
  repeated.priority = Priority::Critical;
  AlarmRepeated by_another = repeated;
  by_another.device = {MunicipalityId("fjelldal"), DeviceId("fall-17")};
  by_another.respond_by = kAt + 60s;
  AlarmEscalated failed = example<AlarmEscalated>();
  failed.next_step = 0;
  failed.base = kAt + 60s;
  failed.failed = true;
  MessageReceived replayed = example<MessageReceived>();
  replayed.raw.sender = "sentral-3";
  replayed.signals[0].level = true;
  replayed.replay_of = LogPosition(7);
  LinkChanged forgotten = example<LinkChanged>();
  forgotten.forgotten = true;
  ConsoleConnected connected = example<ConsoleConnected>();
  connected.role = Role::Operator;
  connected.municipalities = {MunicipalityId("fjelldal"), MunicipalityId("utdal")};
  RegisterChanged change = example<RegisterChanged>();
  change.put_positions[0].site_kind = "dwelling";
  change.put_positions[0].area = "Øvre Fjelldal";
  change.put_devices[0].gateway = "gw-3";
  change.put_devices[0].network = "nett-a";
  change.put_devices[0].supervision = {26h, 24h * 30};
  RegisterChanged vendors;
  vendors.put_devices = {{{MunicipalityId("fjelldal"), DeviceId("leak-1")},
                          PositionId("fjelldal:hjem-17"),
                          "water leak sensor",
                          VendorDevice{"milesight-lorawan", "24e124", "em300-sld", "chirpstack",
                                       R"({"application":"7"})"}}};
  const Notify notify{
      ReceiverId("sms"),  Channel::Sms, "+47 00 00 00 18", PersonId("nina"), AlarmId(42), 2, 1,
      "Hjelp fra hjem 17"};
  const SendCommand door{LinkId("mosquitto"), kDevice, DeviceCommand::OpenDoor, AlarmId(42),
                         UserId("kari")};
  return {
      {"alarm_raised.2", example_event(raised)},
      {"alarm_repeated.2", example_event(repeated)},
      {"alarm_repeated.3", example_event(by_another)},
      {"alarm_escalated.2", example_event(failed)},
      {"message_received.2", example_event(replayed)},
      {"link_changed.2", example_event(forgotten)},
      {"console_connected.2", example_event(connected)},
      {"register_changed.2", example_event(change)},
      {"register_changed.3", example_event(vendors)},
      {"effect_requested.2", example_event(EffectRequested{{EffectId(6), kAt + 60s, notify}})},
      {"effect_requested.3", example_event(EffectRequested{{EffectId(7), kAt + 60s, door}})},
  };
}

}  // namespace varde::test
