#include "broker/core/state.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "broker/base/overload.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/supervise.h"

namespace varde::core {
namespace {

// The memory of the device, made if there is room for it. Registered devices always have room.
DeviceMemory* memory_of(State& state, const DeviceRef& ref) {
  const auto found = state.devices.find(ref);
  if (found != state.devices.end()) return &found->second;
  if (state.known.find_device(ref) == nullptr) {
    if (state.unregistered_devices >= limits::kUnregisteredDevices) return nullptr;
    state.unregistered_devices += 1;
  }
  return &state.devices[ref];
}

void remember_message(State& state, const MessageReceived& message, Instant at) {
  DeviceMemory* memory = memory_of(state, message.device);
  if (memory == nullptr) return;
  memory->link = message.raw.link;
  // What was decoded late was said when it came.
  if (!message.replay_of.none()) at = message.raw.received_at;
  for (const Signal& signal : message.signals) remember(*memory, signal, at);
}

void remember_command(State& state, const Event& event) {
  if (!event.command || event.command->key.empty()) return;
  auto& order = state.done_commands_by_age;
  while (!order.empty() &&
         (order.size() >= limits::kCommandKeys ||
          event.at - state.done_commands[order.front()].at > limits::kCommandKeyAge)) {
    state.done_commands.erase(order.front());
    order.pop_front();
  }
  const CommandKey key{event.command->user, event.command->key};
  const DoneCommand done{event.command->digest, alarm_of(event.body), event.at};
  if (state.done_commands.emplace(key, done).second) order.push_back(key);
}

// A restart cuts every connection. Consoles come back, or their claims do.
void lose_connections(State& state, const std::vector<LinkId>& links, Instant at) {
  for (auto& [session, console] : state.consoles) {
    if (!console.gone_at) console.gone_at = at + limits::kRestartGrace;
  }
  state.links.clear();
  for (const LinkId& link : links) state.links[link] = {false, at, "not connected yet", false};
}

// Only the way it goes counts as a change: another reason for the same outage does not begin it
// anew.
void change_link(Link& link, const LinkChanged& change, Instant at) {
  link.detail = change.detail;
  if (link.up == change.up) return;
  link.up = change.up;
  link.changed_at = at;
  link.reported = false;
}

// Notes, where the alarm is about a link, that this outage is known to people.
void mark_reported(State& state, AlarmId id) {
  const Alarm* alarm = state.alarms.find(id);
  if (alarm == nullptr || alarm->type != AlarmType::LinkDown) return;
  const auto link = state.links.find(link_of(alarm->position));
  if (link != state.links.end()) link->second.reported = true;
}

void begin_exception(ServiceExceptions& exceptions, const ServiceException& begun) {
  exceptions.newest = begun.id;
  exceptions.running.insert_or_assign(begun.id, begun);
}

void open_incident(Incidents& incidents, const IncidentOpened& opened, Instant at) {
  Incident incident{opened.incident,
                    opened.municipality,
                    opened.cause,
                    opened.subject,
                    opened.type,
                    opened.priority,
                    at,
                    opened.respond_by,
                    {},
                    {},
                    0};
  incident.members.insert(opened.members.begin(), opened.members.end());
  incident.alarms = incident.members.size();
  incidents.newest = opened.incident;
  incidents.open.insert_or_assign(opened.incident, std::move(incident));
  std::erase_if(incidents.recent, [&](const RecentAlarm& recent) {
    return std::ranges::find(opened.members, recent.alarm) != opened.members.end();
  });
}

void note_row(std::deque<Instant>& rows, Instant at) {
  while (!rows.empty() &&
         (rows.size() >= limits::kRecentAlarms || at - rows.front() > limits::kFloodWindow)) {
    rows.pop_front();
  }
  rows.push_back(at);
}

// A raised alarm is a member of its incident, or a row of its own that may become one.
void place_alarm(Incidents& incidents, const AlarmRaised& raised, Instant at) {
  const auto incident = incidents.open.find(raised.incident);
  if (incident != incidents.open.end()) {
    Incident& whole = incident->second;
    whole.members.insert(raised.alarm);
    whole.alarms += 1;
    whole.priority = std::min(whole.priority, raised.priority);
    whole.respond_by = std::min(whole.respond_by, raised.respond_by);
  } else if (!raised.test) {
    auto& recent = incidents.recent;
    while (!recent.empty() && (recent.size() >= limits::kRecentAlarms ||
                               at - recent.front().at > limits::kFloodWindow)) {
      recent.pop_front();
    }
    recent.push_back({raised.alarm, at});
    if (!raised.municipality.empty()) note_row(incidents.rows[raised.municipality], at);
  }
}

void end_shift(Duty& duty, const ShiftEnded& ended, Instant at) {
  const auto shift = duty.on_shift.extract(ended.user);
  if (ended.note.empty()) return;
  if (duty.handovers.size() == limits::kHandovers) duty.handovers.erase(duty.handovers.begin());
  duty.handovers.push_back({ended.user, at, ended.note, {}});
  if (!shift.empty()) duty.handovers.back().municipalities = shift.mapped().municipalities;
}

void conclude_effect(State& state, const EffectConcluded& concluded) {
  const auto effect = state.effects.find(concluded.effect);
  if (effect == state.effects.end()) return;
  const auto* notify = std::get_if<Notify>(&effect->second.what);
  if (notify != nullptr && concluded.outcome == EffectOutcome::Delivered)
    state.alarms.note_delivery(notify->alarm, {notify->round, notify->step});
  state.effects.erase(effect);
}

void change_health(State& state, const HealthChanged& changed) {
  const std::pair key{changed.subject, changed.name};
  if (changed.well) {
    state.unwell.erase(key);
  } else {
    state.unwell[key] = true;
  }
}

void change_flood(Incidents& incidents, const FloodChanged& changed) {
  if (changed.flood) {
    incidents.floods.insert(changed.municipality);
  } else {
    incidents.floods.erase(changed.municipality);
  }
}

// The incident is as urgent as the alarm has become.
void follow_member(Incidents& incidents, const Alarm& alarm) {
  const auto incident = incidents.open.find(alarm.incident);
  if (incident == incidents.open.end()) return;
  Incident& whole = incident->second;
  whole.priority = std::min(whole.priority, alarm.priority);
  whole.respond_by = std::min(whole.respond_by, alarm.respond_by);
}

// The alarm is no longer open: no incident has it as a member.
void leave_incident(Incidents& incidents, const Alarm& alarm) {
  const auto incident = incidents.open.find(alarm.incident);
  if (incident != incidents.open.end()) incident->second.members.erase(alarm.id);
}

// The alarm about a device's silence stands where the device was: of one that is moved nothing is
// known yet at the new place.
void forget_silence_of_moved(State& state, const RegisterChanged& change) {
  for (const Device& device : change.put_devices) {
    const Device* before = state.known.find_device(device.ref);
    const Watched* watched = state.supervision.find(device.ref);
    if (before == nullptr || watched == nullptr || before->position == device.position) continue;
    Watched forgotten = *watched;
    forgotten.silent = forgotten.test_missing = false;
    state.supervision.put(device.ref, forgotten);
  }
}

void change_register(State& state, const RegisterChanged& change, Instant at) {
  forget_silence_of_moved(state, change);
  state.known = evolve(std::move(state.known), change);
  watch_register(state.supervision, change, at);
  state.unregistered_devices =
      static_cast<std::size_t>(std::ranges::count_if(state.devices, [&](const auto& entry) {
        return state.known.find_device(entry.first) == nullptr;
      }));
}

}  // namespace

State evolve(State state, const Event& event) {
  fold(state, event);
  return state;
}

void fold(State& state, const Event& event) {
  state.log_end = state.log_end.next();
  state.log_end_at = event.at;
  remember_command(state, event);
  if (const auto* resolved = std::get_if<AlarmResolved>(&event.body)) {
    if (const Alarm* alarm = state.alarms.find(resolved->alarm))
      leave_incident(state.incidents, *alarm);
  }
  watch(state, event);
  state.alarms.evolve(event);
  std::visit(
      Overload{
          [&](const BrokerStarted& started) {
            state.started_at = event.at;
            lose_connections(state, started.links, event.at);
          },
          [&](const RegisterChanged& change) { change_register(state, change, event.at); },
          [&](const MessageReceived& message) { remember_message(state, message, event.at); },
          [&](const LinkChanged& change) {
            change_link(state.links[change.link], change, event.at);
          },
          [&](const AlarmRaised& raised) {
            mark_reported(state, raised.alarm);
            place_alarm(state.incidents, raised, event.at);
          },
          [&](const AlarmRepeated& repeated) {
            mark_reported(state, repeated.alarm);
            if (const Alarm* alarm = state.alarms.find(repeated.alarm))
              follow_member(state.incidents, *alarm);
          },
          [&](const ConsoleConnected& connected) {
            state.consoles[connected.session] = {connected.user, connected.role,
                                                 connected.municipalities, std::nullopt};
          },
          [&](const ConsoleLost& lost) {
            const auto console = state.consoles.find(lost.session);
            if (console != state.consoles.end())
              console->second.gone_at = event.at + limits::kConsoleGrace;
          },
          [&](const ConsoleGone& gone) { state.consoles.erase(gone.session); },
          [&](const EffectRequested& requested) {
            state.newest_effect = requested.effect.id;
            state.effects.emplace(requested.effect.id, requested.effect);
          },
          [&](const EffectConcluded& concluded) { conclude_effect(state, concluded); },
          [&](const RulesChanged& changed) { state.rules = changed.rules; },
          [&](const PoliciesChanged& changed) { state.policies = changed.policies; },
          [&](const TimerSet& set) { state.timers.set(set.key, set.timer); },
          [&](const TimerCleared& cleared) { state.timers.clear(cleared.key); },
          [&](const ExceptionBegun& begun) { begin_exception(state.exceptions, begun.exception); },
          [&](const ExceptionEnded& ended) { state.exceptions.running.erase(ended.exception); },
          [&](const ShiftBegun& begun) {
            state.duty.on_shift[begun.user] = {event.at, begun.municipalities};
          },
          [&](const ShiftEnded& ended) { end_shift(state.duty, ended, event.at); },
          [&](const IncidentOpened& opened) { open_incident(state.incidents, opened, event.at); },
          [&](const IncidentAcknowledged& acknowledged) {
            const auto incident = state.incidents.open.find(acknowledged.incident);
            if (incident != state.incidents.open.end())
              incident->second.acknowledged_by = acknowledged.user;
          },
          [&](const IncidentClosed& closed) { state.incidents.open.erase(closed.incident); },
          [&](const FloodChanged& changed) { change_flood(state.incidents, changed); },
          [&](const HealthChanged& changed) { change_health(state, changed); },
          [](const auto&) {},
      },
      event.body);
  watch_surroundings(state, event);
}

}  // namespace varde::core
