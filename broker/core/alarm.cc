#include "broker/core/alarm.h"

#include <utility>
#include <variant>

#include "broker/base/overload.h"

namespace varde::core {
namespace {

void give_back(Alarm& alarm) {
  alarm.owner = {};
  alarm.owner_session = {};
  if (alarm.response == ResponseState::Claimed) alarm.response = ResponseState::Queued;
}

}  // namespace

Alarm raise(const AlarmRaised& event, Instant at) {
  Alarm alarm;
  alarm.id = event.alarm;
  alarm.municipality = event.municipality;
  alarm.position = event.position;
  alarm.device = event.device;
  alarm.type = event.type;
  alarm.priority = event.priority;
  alarm.rule = event.rule;
  alarm.raised_at = at;
  alarm.respond_by = event.respond_by;
  alarm.last_signal_at = at;
  alarm.last_key = event.key;
  return alarm;
}

Alarm evolve(Alarm alarm, const Event& event) {
  if (alarm_of(event.body) != alarm.id) return alarm;
  std::visit(
      Overload{
          [&](const AlarmRepeated& repeated) {
            alarm.condition = Condition::Active;
            alarm.occurrences += 1;
            alarm.last_signal_at = event.at;
            if (repeated.key) alarm.last_key = repeated.key;
            if (repeated.realarm) alarm.acknowledged_by = {};
            if (repeated.other_device) alarm.several_devices = true;
          },
          [&](const AlarmReturnedToNormal&) { alarm.condition = Condition::Normal; },
          [&](const AlarmAcknowledged& acknowledged) { alarm.acknowledged_by = acknowledged.user; },
          [&](const AlarmClaimed& claimed) {
            alarm.owner = claimed.user;
            alarm.owner_session = claimed.session;
            if (alarm.response == ResponseState::Queued) alarm.response = ResponseState::Claimed;
          },
          [&](const ClaimReleased&) { give_back(alarm); },
          [&](const NoteAdded&) { alarm.notes += 1; },
          [&](const ResponderDispatched& dispatched) {
            alarm.responder = dispatched.responder;
            alarm.response = ResponseState::Dispatched;
          },
          [&](const AlarmResolved& resolved) {
            alarm.response = ResponseState::Resolved;
            alarm.outcome = resolved.outcome;
          },
          [](const auto&) {},
      },
      event.body);
  return alarm;
}

QueueKey queue_key(const Alarm& alarm) {
  return {alarm.priority, alarm.respond_by, alarm.raised_at, alarm.id};
}

}  // namespace varde::core
