// Folds what happens into the clocks of the supervised devices.
#include <algorithm>
#include <variant>

#include "broker/base/overload.h"
#include "broker/core/seams.h"
#include "broker/core/supervise.h"

namespace varde::core {
namespace {

// True for the device's last will, which its broker sends: the word of its end.
bool says_offline(const Signal& signal) {
  return signal.kind == SignalKind::Offline && !signal.history &&
         (signal.state == SignalState::Active || signal.state == SignalState::Unspecified);
}

bool is_test(const Signal& signal) {
  return !signal.history && (signal.kind == SignalKind::Test || signal.state == SignalState::Test);
}

// What an alarm of this type says of a device; null: nothing that is watched here.
using Known = bool Watched::*;
Known known_by(AlarmType type) {
  switch (type) {
    case AlarmType::Offline:
    case AlarmType::NeverHeard: return &Watched::silent;
    case AlarmType::TestMissing: return &Watched::test_missing;
    default: return nullptr;
  }
}

// True if an alarm of `type` may be about this device among others.
bool is_known_by(const Watched& watched, AlarmType type) {
  const Known known = known_by(type);
  if (known == nullptr || !(watched.*known)) return false;
  return type != AlarmType::NeverHeard || !watched.heard_at;
}

}  // namespace

bool is_sign_of_life(const MessageReceived& message) {
  return message.replay_of.none() && !message.raw.retained &&
         std::ranges::none_of(message.signals, says_offline);
}

bool holds_test(const MessageReceived& message) {
  return is_sign_of_life(message) && std::ranges::any_of(message.signals, is_test);
}

bool is_about_watched(AlarmType type) { return known_by(type) != nullptr; }

std::vector<DeviceRef> known_at(const State& state, const PositionId& position, AlarmType type) {
  std::vector<DeviceRef> out;
  for (const auto& [ref, device] : state.known.devices) {
    if (device.position != position) continue;
    const Watched* watched = state.supervision.find(ref);
    if (watched != nullptr && is_known_by(*watched, type)) out.push_back(ref);
  }
  return out;
}

namespace {

template <class Change>
void change(Supervision& supervision, const DeviceRef& device, Change make) {
  const Watched* found = supervision.find(device);
  if (found == nullptr) return;
  Watched changed = *found;
  make(changed);
  supervision.put(device, changed);
}

void set_known(State& state, const DeviceRef& device, AlarmType type, bool known) {
  const Known which = known_by(type);
  if (which == nullptr) return;
  change(state.supervision, device, [&](Watched& watched) { watched.*which = known; });
}

void note_repeated(State& state, const AlarmRepeated& repeated) {
  const Alarm* alarm = state.alarms.find(repeated.alarm);
  if (alarm == nullptr) return;
  const AlarmType type = repeated.type == AlarmType::Unspecified ? alarm->type : repeated.type;
  set_known(state, repeated.other_device ? repeated.device : alarm->device, type, true);
}

// A person who settles the alarm of a device that is still silent is not asked again at once, but
// once more if nothing is heard for the whole interval.
void note_resolved(State& state, const AlarmResolved& resolved, Instant at) {
  const Alarm* alarm = state.alarms.find(resolved.alarm);
  if (alarm == nullptr || known_by(alarm->type) == nullptr) return;
  auto devices = alarm->several_devices ? known_at(state, alarm->position, alarm->type)
                                        : std::vector<DeviceRef>{alarm->device};
  for (const DeviceRef& device : devices) {
    change(state.supervision, device, [&](Watched& watched) {
      if (!is_known_by(watched, alarm->type)) return;
      watched.*known_by(alarm->type) = false;
      if (resolved.user.empty()) return;
      auto& settled = alarm->type == AlarmType::TestMissing ? watched.test_settled_at
                                                            : watched.silence_settled_at;
      settled = at;
    });
  }
}

// True while it is not the device's own doing that Varde does not hear it.
bool is_held(const State& state, const Device& device, const LinkId& link, Instant at) {
  // Field messages are refused then.
  if (state.unwell.contains({HealthSubject::Storage, std::string()})) return true;
  const auto way = state.links.find(link);
  if (way != state.links.end() && !way->second.up) return true;
  const ServiceException* exception = exception_of(state, device.ref, device.position, at);
  return exception != nullptr && exception->kind == ExceptionKind::OutOfService;
}

void hold(State& state, const DeviceRef& ref, const LinkId& link, Instant at) {
  const Device* device = state.known.find_device(ref);
  const Watched* watched = state.supervision.find(ref);
  if (device == nullptr || watched == nullptr) return;
  const bool held = is_held(state, *device, link, at);
  if (held == watched->held) return;
  change(state.supervision, ref, [&](Watched& changed) {
    changed.held = held;
    if (!held) changed.listening_since = at;
  });
}

// Where the device was heard last; empty: nowhere yet.
LinkId link_of_device(const State& state, const DeviceRef& ref) {
  const auto memory = state.devices.find(ref);
  return memory == state.devices.end() ? LinkId() : memory->second.link;
}

void hold(State& state, const DeviceRef& ref, Instant at) {
  hold(state, ref, link_of_device(state, ref), at);
}

void hold_all(State& state, Instant at) {
  for (const auto& [ref, device] : state.known.devices) hold(state, ref, at);
}

void note_message(State& state, const MessageReceived& message, Instant at) {
  if (link_of_device(state, message.device) != message.raw.link)
    hold(state, message.device, message.raw.link, at);
  if (!is_sign_of_life(message)) return;
  change(state.supervision, message.device, [&](Watched& watched) {
    watched.heard_at = at;
    watched.silent = false;
    if (!holds_test(message)) return;
    watched.tested_at = at;
    watched.test_missing = false;
  });
}

void grant_grace(State& state, Instant at) {
  for (const auto& [ref, device] : state.known.devices) {
    change(state.supervision, ref, [&](Watched& watched) { watched.listening_since = at; });
  }
}

// After a start nothing is silent before it could have been heard again. What a log from before
// there was supervision knows of is watched from now on.
void begin_anew(State& state, Instant at) {
  RegisterChanged unwatched;
  for (const auto& [ref, device] : state.known.devices) {
    if (state.supervision.find(ref) == nullptr) unwatched.put_devices.push_back(device);
  }
  watch_register(state.supervision, unwatched, at);
  grant_grace(state, at);
  hold_all(state, at);
}

// A clock that was set forward has let every interval run out at once.
void note_health(State& state, const HealthChanged& changed, Instant at) {
  if (changed.subject == HealthSubject::Clock && !changed.well) grant_grace(state, at);
  if (changed.subject == HealthSubject::Storage) hold_all(state, at);
}

void hold_those_of(State& state, const LinkId& link, Instant at) {
  for (const auto& [ref, memory] : state.devices) {
    if (memory.link == link) hold(state, ref, link, at);
  }
}

// An alarm that was raised on test is not known to those who answer the real ones.
void forget_test(State& state, const Device& device) {
  const auto only_on_test = [&](AlarmType type) {
    return state.alarms.find(device.position, type, true) != nullptr &&
           state.alarms.find(device.position, type) == nullptr;
  };
  change(state.supervision, device.ref, [&](Watched& watched) {
    for (const AlarmType type :
         {AlarmType::Offline, AlarmType::NeverHeard, AlarmType::TestMissing}) {
      if (is_known_by(watched, type) && only_on_test(type)) watched.*known_by(type) = false;
    }
  });
}

void begin_exception(State& state, const ExceptionScope& scope, Instant at) {
  const DeviceRef first{scope.municipality, scope.device};
  for (auto it = state.known.devices.lower_bound(first); it != state.known.devices.end(); ++it) {
    if (it->first.municipality != scope.municipality) break;
    if (!scope.device.empty() && it->first != first) break;
    hold(state, it->first, at);
  }
}

void end_exception(State& state, Instant at) {
  for (const auto& [ref, device] : state.known.devices) {
    const Watched* watched = state.supervision.find(ref);
    if (watched == nullptr) continue;
    if (watched->silent || watched->test_missing) forget_test(state, device);
    if (watched->held) hold(state, ref, at);
  }
}

}  // namespace

void watch_register(Supervision& supervision, const RegisterChanged& change, Instant at) {
  for (const DeviceRef& device : change.removed_devices) supervision.remove(device);
  for (const Device& device : change.put_devices) {
    const Watched* found = supervision.find(device.ref);
    Watched watched = found != nullptr ? *found : Watched{};
    const auto& [heard_within, tested_within] = device.supervision;
    if (found == nullptr) watched.listening_since = at;
    if (found == nullptr || watched.heard_within != heard_within ||
        watched.tested_within != tested_within) {
      watched.since = at;
    }
    watched.heard_within = heard_within;
    watched.tested_within = tested_within;
    supervision.put(device.ref, watched);
  }
}

void watch(State& state, const Event& event) {
  std::visit(
      Overload{
          [&](const MessageReceived& message) { note_message(state, message, event.at); },
          [&](const AlarmRaised& raised) { set_known(state, raised.device, raised.type, true); },
          [&](const AlarmRepeated& repeated) { note_repeated(state, repeated); },
          [&](const AlarmReturnedToNormal& returned) {
            const Alarm* alarm = state.alarms.find(returned.alarm);
            if (alarm != nullptr) set_known(state, alarm->device, alarm->type, false);
          },
          [&](const AlarmResolved& resolved) { note_resolved(state, resolved, event.at); },
          [](const auto&) {},
      },
      event.body);
}

void watch_surroundings(State& state, const Event& event) {
  std::visit(Overload{
                 [&](const BrokerStarted&) { begin_anew(state, event.at); },
                 // Also of the others: what their place is called may be out of service.
                 [&](const RegisterChanged&) { hold_all(state, event.at); },
                 [&](const LinkChanged& change) { hold_those_of(state, change.link, event.at); },
                 [&](const ExceptionBegun& begun) {
                   begin_exception(state, begun.exception.scope, event.at);
                 },
                 [&](const ExceptionEnded&) { end_exception(state, event.at); },
                 [&](const HealthChanged& changed) { note_health(state, changed, event.at); },
                 [](const auto&) {},
             },
             event.body);
}

}  // namespace varde::core
