#include "broker/core/alarm.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "broker/base/overload.h"
#include "broker/base/plant.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"

namespace varde::core {
namespace {

void give_back(Alarm& alarm) {
  if (alarm.claimed()) alarm.last_owner = alarm.owner;
  alarm.owner = {};
  alarm.owner_session = {};
  alarm.offered_to = {};
  if (is_call(alarm.type) || is_critical_of_person(alarm)) alarm.acknowledged_by = {};
  if (alarm.response == ResponseState::Claimed) alarm.response = ResponseState::Queued;
}

void change_condition(Alarm& alarm, Condition condition, Instant at) {
  alarm.stale = false;
  if (alarm.condition == condition) return;
  alarm.condition = condition;
  if (alarm.changes.size() == limits::kChatterChanges) alarm.changes.erase(alarm.changes.begin());
  alarm.changes.push_back(at);
}

void repeat(Alarm& alarm, const AlarmRepeated& repeated, Instant at) {
  change_condition(alarm, Condition::Active, at);
  alarm.occurrences += 1;
  alarm.last_signal_at = at;
  if (repeated.key) alarm.last_key = repeated.key;
  if (repeated.realarm) alarm.acknowledged_by = {};
  if (repeated.other_device) alarm.several_devices = true;
  if (repeated.priority != Priority::Unspecified) alarm.priority = repeated.priority;
  if (repeated.respond_by) alarm.respond_by = *repeated.respond_by;
  const bool new_type = repeated.type != AlarmType::Unspecified &&
                        std::ranges::find(alarm.also, repeated.type) == alarm.also.end();
  if (new_type) alarm.also.push_back(repeated.type);
}

void escalate(Alarm& alarm, const AlarmEscalated& escalated) {
  Escalation& escalation = alarm.escalation;
  const bool of_this_round = escalation.round == escalated.round;
  if (escalated.failed) {
    if (of_this_round && escalation.reached > 0) escalation.reached -= 1;
  } else if (escalated.not_reached.empty()) {
    escalation.reached += 1;
  }
  // The step after the last begins the next round.
  const bool last = escalated.next_at && escalated.next_step <= escalated.step;
  const std::uint32_t round = escalated.round + (last ? 1 : 0);
  if (round != escalation.round) escalation.reached = 0;
  escalation.policy = escalated.policy;
  escalation.next_step = escalated.next_step;
  escalation.round = round;
  escalation.next_at = escalated.next_at;
  if (escalated.base) escalation.base = *escalated.base;
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
  alarm.test = event.test;
  alarm.incident = event.incident;
  alarm.changes = {at};
  alarm.escalation.policy = event.policy;
  alarm.escalation.next_at = event.escalate_at;
  alarm.escalation.base = at;
  return alarm;
}

Alarm evolve(Alarm alarm, const Event& event) {
  const auto* opened = std::get_if<IncidentOpened>(&event.body);
  const bool member =
      opened != nullptr && std::ranges::find(opened->members, alarm.id) != opened->members.end();
  if (alarm_of(event.body) != alarm.id && !member) return alarm;
  std::visit(
      Overload{
          [&](const AlarmRepeated& repeated) { repeat(alarm, repeated, event.at); },
          [&](const AlarmReturnedToNormal&) {
            change_condition(alarm, Condition::Normal, event.at);
          },
          [&](const AlarmAcknowledged& acknowledged) { alarm.acknowledged_by = acknowledged.user; },
          [&](const AlarmClaimed& claimed) {
            alarm.owner = claimed.user;
            alarm.owner_session = claimed.session;
            alarm.offered_to = {};
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
          [&](const AlarmShelved& shelved) {
            alarm.shelf = Shelf{shelved.user, shelved.reason, shelved.until};
          },
          [&](const AlarmUnshelved&) { alarm.shelf.reset(); },
          [&](const ShelfReminded&) {
            if (alarm.shelf) alarm.shelf->reminded = true;
          },
          [&](const AlarmBecameStale&) { alarm.stale = true; },
          [&](const AlarmChattered& chattered) { alarm.chattering = chattered.chattering; },
          [&](const AlarmEscalated& escalated) { escalate(alarm, escalated); },
          [&](const EscalationRestarted& restarted) {
            alarm.escalation = {restarted.policy, 0, 0, restarted.next_at, event.at};
          },
          [&](const ClaimOffered& offered) { alarm.offered_to = offered.to; },
          [&](const ClaimOfferEnded&) { alarm.offered_to = {}; },
          [&](const IncidentOpened& incident) {
            alarm.incident = incident.incident;
            if (alarm.id != incident.members.front()) alarm.escalation.next_at.reset();
          },
          [](const auto&) {},
      },
      event.body);
  return alarm;
}

bool is_critical_of_person(const Alarm& alarm) {
  if (alarm.priority != Priority::Critical) return false;
  return !is_technical(alarm.type) || !std::ranges::all_of(alarm.also, is_technical);
}

bool is_queued_for_duty(const Alarm& alarm) {
  if (alarm.test) return false;
  return is_critical_of_person(alarm) || (!alarm.shelf && alarm.incident.none());
}

bool is_escalating(const Alarm& alarm) {
  const bool aside = alarm.test || (alarm.shelf && !is_critical_of_person(alarm));
  return !aside && alarm.escalation.next_at && !alarm.claimed() && !alarm.acknowledged() &&
         alarm.response != ResponseState::Resolved;
}

bool comes_and_goes(const Alarm& alarm) {
  return alarm.changes.size() == limits::kChatterChanges &&
         alarm.changes.back() - alarm.changes.front() <= limits::kChatterWindow;
}

std::optional<Instant> ages_at(const Alarm& alarm) {
  std::optional<Instant> next;
  const auto consider = [&](Instant at) { next = next ? std::min(*next, at) : at; };
  if (alarm.shelf) {
    const Instant until = alarm.shelf->until;
    consider(alarm.shelf->reminded ? until : until - limits::kShelfReminder);
  }
  if (alarm.condition == Condition::Active && !alarm.stale)
    consider(alarm.last_signal_at + limits::kStaleAge);
  if (alarm.chattering && !alarm.changes.empty())
    consider(alarm.changes.back() + limits::kChatterWindow);
  return next;
}

QueueKey queue_key(const Alarm& alarm) {
  if (planted(Plant::QueueByAge)) return {{}, {}, alarm.raised_at, alarm.id};
  return {alarm.priority, alarm.respond_by, alarm.raised_at, alarm.id};
}

}  // namespace varde::core
