#include "broker/api/alarm_view.h"

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

}  // namespace

void to_view(const core::Alarm& alarm, const core::Register& known, v1::AlarmView& out) {
  out.set_id(alarm.id.value());
  out.set_municipality(alarm.municipality.str());
  out.set_municipality_name(name_of_municipality(alarm.municipality, known));
  out.set_position(alarm.position.str());
  out.set_device(to_utf8(alarm.device.device.str()));
  out.set_type(wire::to_code(alarm.type));
  out.set_priority(wire::to_code(alarm.priority));
  out.set_rule(alarm.rule);
  wire::to_proto(alarm.raised_at, *out.mutable_raised_at());
  wire::to_proto(alarm.respond_by, *out.mutable_respond_by());
  wire::to_proto(alarm.last_signal_at, *out.mutable_last_signal_at());
  out.set_occurrences(alarm.occurrences);
  if (alarm.last_key) {
    out.mutable_last_key()->set_boot(alarm.last_key->boot);
    out.mutable_last_key()->set_sequence(alarm.last_key->sequence);
  }
  put_response(alarm, out);

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

}  // namespace varde::api
