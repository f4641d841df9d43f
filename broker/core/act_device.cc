// Telling a device to do something.
#include "broker/core/acts.h"
#include "broker/core/authorize.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"

namespace varde::core {
namespace {

// A command for an alarm is for one that is open where the device is.
Check check_alarm(const State& state, const Actor& actor, AlarmId id, const Device& device) {
  if (id.none()) return boost::system::in_place_value;
  const Alarm* alarm = state.alarms.find(id);
  if (alarm == nullptr)
    return id <= state.alarms.newest() ? Refusal::AlarmResolved : Refusal::AlarmNotFound;
  if (!in_scope(actor, alarm->municipality)) return Refusal::AlarmNotFound;
  if (alarm->position != device.position) return Refusal::NotAllowed;
  return boost::system::in_place_value;
}

// A door is opened for a person in need, by whoever has their alarm, and for nothing else.
Check check_door(const State& state, const Actor& actor, AlarmId id) {
  const Alarm* alarm = state.alarms.find(id);
  if (alarm == nullptr || alarm->owner != actor.user) return Refusal::NotClaimedByYou;
  if (is_technical(alarm->type)) return Refusal::NotAllowed;
  return boost::system::in_place_value;
}

}  // namespace

Check act(Draft& draft, const Actor& actor, AlarmId alarm, const CommandDevice& wish) {
  const State& state = draft.state();
  if (wish.command == DeviceCommand::Unspecified) return Refusal::CommandUnknown;
  const Device* device = state.known.find_device(wish.device);
  if (device == nullptr || !in_scope(actor, wish.device.municipality))
    return Refusal::DeviceUnknown;
  if (Check check = check_alarm(state, actor, alarm, *device); !check) return check;
  const bool door = wish.command == DeviceCommand::OpenDoor;
  if (door) {
    if (Check check = check_door(state, actor, alarm); !check) return check;
  }
  const auto memory = state.devices.find(wish.device);
  if (memory == state.devices.end() || memory->second.link.empty()) return Refusal::DeviceNotHeard;
  const Duration age = door ? Duration(limits::kDoorCommandAge) : Duration(limits::kCommandAge);
  const SendCommand send{memory->second.link, wish.device, wish.command, alarm, actor.user};
  if (!draft.request(send, draft.now() + age)) return Refusal::TooManyEffects;
  return boost::system::in_place_value;
}

}  // namespace varde::core
