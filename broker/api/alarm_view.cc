#include "broker/api/alarm_view.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "broker/base/utf8.h"
#include "broker/core/own_positions.h"
#include "broker/wire/enums.h"
#include "broker/wire/events.h"

namespace varde::api {
namespace {

// The position whose people and place the alarm is about. A device that was registered after it
// called shows where it is now, though its alarm stays where it was raised.
const core::Position* place_of(const core::Alarm& alarm, const core::Register& known) {
  if (const auto* position = known.find_position(alarm.position)) return position;
  const auto* device = known.find_device(alarm.device);
  return device == nullptr ? nullptr : known.find_position(device->position);
}

std::string name_of_municipality(const MunicipalityId& id, const core::Register& known) {
  const auto found = known.municipalities.find(id);
  return found == known.municipalities.end() ? id.str() : found->second.name;
}

// For a position that stands in no register.
std::string made_up_name(const core::Alarm& alarm, const core::Register& known) {
  if (const LinkId link = core::link_of(alarm.position); !link.empty()) {
    return "link/" + link.str();
  }
  // Shared by many devices: the one that called last says little of the others.
  if (alarm.position == core::crowd_position(alarm.municipality)) {
    return name_of_municipality(alarm.municipality, known);
  }
  if (alarm.position == core::unknown_municipality_position()) {
    return alarm.device.municipality.str() + "/" + alarm.device.device.str();
  }
  return alarm.device.device.empty() ? alarm.position.str() : alarm.device.device.str();
}

void put_place(const core::Position& place, v1::AlarmView& out) {
  out.set_name(place.name);
  out.set_site(place.site);
  out.set_phone(place.phone);
  out.set_access(place.access);
  out.set_instructions(place.instructions);
  if (!place.location) return;
  out.mutable_location()->set_latitude(place.location->latitude);
  out.mutable_location()->set_longitude(place.location->longitude);
  out.mutable_location()->set_accuracy_m(place.location->accuracy_m);
}

void put_response(const core::Alarm& alarm, v1::AlarmView& out) {
  out.set_condition(wire::to_code(alarm.condition));
  out.set_response(wire::to_code(alarm.response));
  out.set_acknowledged(alarm.acknowledged());
  out.set_acknowledged_by(alarm.acknowledged_by.str());
  out.set_owner(alarm.owner.str());
  out.set_owner_session(alarm.owner_session.str());
  out.set_responder(alarm.responder);
  out.set_outcome(wire::to_code(alarm.outcome));
  out.set_notes(alarm.notes);
}

// What has become of it while it waited.
void put_waiting(const core::Alarm& alarm, v1::AlarmView& out) {
  out.set_test(alarm.test);
  out.set_incident(alarm.incident.value());
  out.set_queued(core::is_queued_for_duty(alarm));
  out.set_stale(alarm.stale);
  out.set_chattering(alarm.chattering);
  out.set_offered_to(alarm.offered_to.str());
  for (const core::AlarmType type : alarm.also) out.add_also(wire::to_code(type));
  if (alarm.shelf) {
    out.mutable_shelf()->set_user(alarm.shelf->user.str());
    out.mutable_shelf()->set_reason(alarm.shelf->reason);
    wire::to_proto(alarm.shelf->until, *out.mutable_shelf()->mutable_until());
  }
  if (core::is_escalating(alarm)) {
    auto& next = *out.mutable_escalation();
    next.set_policy(alarm.escalation.policy.str());
    next.set_step(alarm.escalation.next_step);
    next.set_round(alarm.escalation.round);
    wire::to_proto(*alarm.escalation.next_at, *next.mutable_next_at());
  }
}

std::string text_of_rule(const std::string& rule, const core::Ruleset& rules) {
  const auto found =
      std::ranges::find(rules.rules, rule, [](const auto& one) { return one.id.str(); });
  return found == rules.rules.end() ? std::string() : found->raise.text;
}

}  // namespace

void to_view(const core::Alarm& alarm, const core::State& state, v1::AlarmView& out) {
  const core::Register& known = state.known;
  out.set_id(alarm.id.value());
  out.set_municipality(alarm.municipality.str());
  out.set_municipality_name(name_of_municipality(alarm.municipality, known));
  out.set_position(alarm.position.str());
  out.set_device(to_utf8(alarm.device.device.str()));
  out.set_type(wire::to_code(alarm.type));
  out.set_priority(wire::to_code(alarm.priority));
  out.set_rule(alarm.rule);
  out.set_rule_text(text_of_rule(alarm.rule, state.rules));
  wire::to_proto(alarm.raised_at, *out.mutable_raised_at());
  wire::to_proto(alarm.respond_by, *out.mutable_respond_by());
  wire::to_proto(alarm.last_signal_at, *out.mutable_last_signal_at());
  out.set_occurrences(alarm.occurrences);
  if (alarm.last_key) {
    out.mutable_last_key()->set_boot(alarm.last_key->boot);
    out.mutable_last_key()->set_sequence(alarm.last_key->sequence);
  }
  put_response(alarm, out);
  put_waiting(alarm, out);

  const core::Device* device = known.find_device(alarm.device);
  if (device != nullptr) out.set_device_type(device->type);
  const core::Position* place = place_of(alarm, known);
  if (place != nullptr) {
    put_place(*place, out);
  } else {
    out.set_name(to_utf8(made_up_name(alarm, known)));
  }
  // A link is the broker's own: nothing there is left to register.
  out.set_registered(device != nullptr || !core::link_of(alarm.position).empty() ||
                     !core::adapter_of(alarm.position).empty());
}

void to_view(const core::Incident& incident, const core::State& state, v1::IncidentView& out) {
  out.set_id(incident.id.value());
  out.set_municipality(incident.municipality.str());
  out.set_municipality_name(name_of_municipality(incident.municipality, state.known));
  out.set_cause(wire::to_code(incident.cause));
  out.set_subject(to_utf8(incident.subject));
  out.set_type(wire::to_code(incident.type));
  out.set_priority(wire::to_code(incident.priority));
  wire::to_proto(incident.opened_at, *out.mutable_opened_at());
  wire::to_proto(incident.respond_by, *out.mutable_respond_by());
  out.set_acknowledged_by(incident.acknowledged_by.str());
  std::uint32_t unacknowledged = 0;
  std::uint32_t normal = 0;
  for (const AlarmId id : incident.members) {
    const core::Alarm* alarm = state.alarms.find(id);
    if (alarm == nullptr) continue;
    if (!alarm->acknowledged()) unacknowledged += 1;
    if (alarm->condition == core::Condition::Normal) normal += 1;
  }
  out.set_open(static_cast<std::uint32_t>(incident.members.size()));
  out.set_unacknowledged(unacknowledged);
  out.set_returned_to_normal(normal);
  out.set_alarms(incident.alarms);
}

std::map<std::string, std::string> rule_texts(const core::Ruleset& rules) {
  std::map<std::string, std::string> texts;
  for (const auto& rule : rules.rules) texts.emplace(rule.id.str(), rule.raise.text);
  return texts;
}

}  // namespace varde::api
