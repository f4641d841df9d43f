#include "tests/golden/example_events.h"

#include <chrono>
#include <string>

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using namespace varde::core;

// 2026-11-22 02:58:03.123456 UTC: microseconds are kept.
constexpr Instant kAt{1'795'316'283'123'456us};

const DeviceRef kDevice{MunicipalityId("fjelldal"), DeviceId("pendant-17")};

RawMessage raw(std::string payload) {
  return {LinkId("mosquitto"),
          "",
          "varde/v1/fjelldal/pendant-17/signal",
          payload,
          payload.size() + 4'096,
          kAt - 20ms,
          true};
}

Signal signal() {
  Signal signal;
  signal.kind = SignalKind::HelpCall;
  signal.state = SignalState::Active;
  signal.key = SignalKey{"b7", 18'446'744'073'709'551'615U};
  signal.device_time = Instant{-1us};  // A clock that starts before 1970.
  signal.network_time = kAt - 40ms;
  signal.value = -21.5;
  signal.unit = "degC";
  signal.text = "Hjelp, jeg har falt på badet";
  signal.location = GeoPoint{61.636389, 8.312778, 12.5};
  signal.history = true;
  return signal;
}

}  // namespace

template <>
BrokerStarted example() {
  return {"0.1.0", {LinkId("mosquitto"), LinkId("vendor-cloud")}};
}

template <>
RegisterChanged example() {
  Position position;
  position.id = PositionId("fjelldal:hjem-17");
  position.municipality = MunicipalityId("fjelldal");
  position.name = "Test Testesen";
  position.site = "Prøveveien 17";
  position.phone = "+47 00 00 00 17";
  position.access = "Nøkkelboks ved døren";
  position.instructions = "Ring først";
  position.location = GeoPoint{61.6, 8.3, 0};
  RegisterChanged change;
  change.put_municipalities = {{MunicipalityId("fjelldal"), "Fjelldal"}};
  change.put_positions = {position};
  change.put_devices = {{kDevice, position.id, "safety alarm"}};
  change.removed_municipalities = {MunicipalityId("utdal")};
  change.removed_positions = {PositionId("utdal:hall")};
  change.removed_devices = {{MunicipalityId("utdal"), DeviceId("smoke-1")}};
  return change;
}

template <>
MessageReceived example() {
  Signal heartbeat;
  heartbeat.kind = SignalKind::Heartbeat;
  return {raw(std::string("\x08\x01\x00\xFF", 4)), kDevice, {signal(), heartbeat}};
}

template <>
MessageUndecodable example() {
  return {raw("{\"kind\":"), kDevice, {DecodeFailureKind::Malformed, "the JSON ends too early"}};
}

template <>
LinkChanged example() {
  return {LinkId("mosquitto"), true, "connected as varde-1"};
}

template <>
AdapterChanged example() {
  return {AdapterId("zigbee2mqtt"), "1.2.0", true, "stopped three times: time_limit"};
}

template <>
AlarmRaised example() {
  AlarmRaised raised;
  raised.alarm = AlarmId(42);
  raised.municipality = MunicipalityId("fjelldal");
  raised.position = PositionId("fjelldal:hjem-17");
  raised.device = kDevice;
  raised.type = AlarmType::HelpCall;
  raised.priority = Priority::Critical;
  raised.respond_by = kAt + 60s;
  raised.rule = "help_call";
  raised.cause = LogPosition(3);
  raised.key = SignalKey{"b7", 812};
  return raised;
}

template <>
AlarmRepeated example() {
  return {AlarmId(42), LogPosition(7), SignalKey{"b7", 813}, true};
}

template <>
AlarmReturnedToNormal example() {
  return {AlarmId(42), LogPosition(8)};
}

template <>
AlarmAcknowledged example() {
  return {AlarmId(42), UserId("kari")};
}

template <>
AlarmClaimed example() {
  return {AlarmId(42), UserId("kari"), SessionId("s-9")};
}

template <>
ClaimReleased example() {
  return {AlarmId(42), UserId("kari"), ReleaseReason::ConsoleLost};
}

template <>
NoteAdded example() {
  return {AlarmId(42), UserId("kari"), "Svarer ikke på telefonen.\nPrøver naboen."};
}

template <>
ResponderDispatched example() {
  return {AlarmId(42), UserId("kari"), "Nattpatruljen", "Kjører nå, 12 minutter"};
}

template <>
AlarmResolved example() {
  return {AlarmId(42), UserId("kari"), Outcome::Assisted, "Hjulpet opp, uskadd"};
}

template <>
ConsoleConnected example() {
  return {SessionId("s-9"), UserId("kari")};
}

template <>
ConsoleLost example() {
  return {SessionId("s-9")};
}

template <>
ConsoleGone example() {
  return {SessionId("s-9")};
}

template <>
EffectRequested example() {
  const TellDevice tell{LinkId("mosquitto"), kDevice, AlarmId(42), AlarmType::HelpCall,
                        ResponseState::Claimed};
  return {{EffectId(5), kAt + 60s, tell}};
}

template <>
EffectConcluded example() {
  return {EffectId(5), EffectOutcome::Delivered, "published"};
}

Event example_event(EventBody body) {
  Event event{kAt, std::nullopt, std::move(body)};
  const bool by_person = std::holds_alternative<AlarmClaimed>(event.body) ||
                         std::holds_alternative<AlarmResolved>(event.body);
  if (by_person) event.command = CommandRef{UserId("kari"), "key-1", 0xFEDC'BA98'7654'3210U};
  return event;
}

}  // namespace varde::test
