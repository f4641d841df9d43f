// What becomes of an alarm while nobody works on it: shelved, stale, chattering.
#include "broker/wire/event_bodies.h"

namespace varde::wire {

void to_proto(const core::AlarmShelved& event, v1::AlarmShelved& out) {
  out.set_alarm(event.alarm.value());
  out.set_user(text(event.user));
  out.set_reason(text(event.reason));
  to_proto(event.until, *out.mutable_until());
}

core::AlarmShelved read(const v1::AlarmShelved& in, Check& check) {
  if (!in.has_until()) check.missing("alarm_shelved.until");
  return {AlarmId(in.alarm()), UserId(in.user()), in.reason(), from_proto(in.until())};
}

void to_proto(const core::AlarmUnshelved& event, v1::AlarmUnshelved& out) {
  out.set_alarm(event.alarm.value());
  out.set_user(text(event.user));
}

core::AlarmUnshelved read(const v1::AlarmUnshelved& in) {
  return {AlarmId(in.alarm()), UserId(in.user())};
}

void to_proto(const core::ShelfReminded& event, v1::ShelfReminded& out) {
  out.set_alarm(event.alarm.value());
}

core::ShelfReminded read(const v1::ShelfReminded& in) { return {AlarmId(in.alarm())}; }

void to_proto(const core::AlarmBecameStale& event, v1::AlarmBecameStale& out) {
  out.set_alarm(event.alarm.value());
}

core::AlarmBecameStale read(const v1::AlarmBecameStale& in) { return {AlarmId(in.alarm())}; }

void to_proto(const core::AlarmChattered& event, v1::AlarmChattered& out) {
  out.set_alarm(event.alarm.value());
  out.set_chattering(event.chattering);
}

core::AlarmChattered read(const v1::AlarmChattered& in) {
  return {AlarmId(in.alarm()), in.chattering()};
}

}  // namespace varde::wire
