// Devices that are on test or out of service, and what is done when they no longer are.
#include <algorithm>
#include <optional>
#include <string_view>

#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// What a scope is compared with, looked up once.
struct Place {
  MunicipalityId municipality;
  DeviceId device;
  PositionId position;
  std::string_view site;
  std::string_view device_type;
};

Place place_of(const Register& known, const DeviceRef& device, const PositionId& position) {
  Place place{device.municipality, device.device, position, {}, {}};
  if (const Position* found = known.find_position(position)) {
    place.site = found->site;
    if (place.municipality.empty()) place.municipality = found->municipality;
  }
  if (const Device* found = known.find_device(device)) place.device_type = found->type;
  return place;
}

bool covers(const ExceptionScope& scope, const Place& place) {
  return scope.municipality == place.municipality &&
         (scope.device.empty() || scope.device == place.device) &&
         (scope.position.empty() || scope.position == place.position) &&
         (scope.site.empty() || scope.site == place.site) &&
         (scope.device_type.empty() || scope.device_type == place.device_type);
}

bool holds(const ServiceException& exception, const Place& place, Instant now, ExceptionId ended) {
  return exception.id != ended && now < exception.until && covers(exception.scope, place);
}

bool is_on_test(const State& state, const Place& place, Instant now, ExceptionId ended) {
  for (const auto& [id, exception] : state.exceptions.running) {
    if (exception.kind == ExceptionKind::OnTest && holds(exception, place, now, ended)) return true;
  }
  return false;
}

// A test alarm is over with its test. Of whichever: what has left the register since, or moved, has
// nobody else to end it.
void resolve_tests(Draft& draft, const ServiceException& exception) {
  const State& state = draft.state();
  for (const auto& [id, alarm] : state.alarms.open()) {
    if (!alarm.test) continue;
    const Place place = place_of(state.known, alarm.device, alarm.position);
    if (is_on_test(state, place, draft.now(), exception.id)) continue;
    draft.add(AlarmResolved{id, {}, Outcome::Test, {}});
  }
}

// What the device said last and nobody heard.
void raise_what_lasts(Draft& draft, const Device& device, const DeviceMemory& memory,
                      LogPosition cause) {
  for (const auto& [kind, reported] : memory.reported) {
    const Rule* rule = is_sustained(kind) ? rule_for(kind, reported.state) : nullptr;
    if (rule == nullptr || draft.open_alarm(device.position, rule->type)) continue;
    Signal signal;
    signal.kind = kind;
    signal.state = reported.state;
    if (judge_by_rules(draft, device.ref, device.position, signal, cause)) continue;
    draft.raise_or_repeat(device.position, device.ref, *rule, cause, std::nullopt);
  }
}

void raise_what_lasts(Draft& draft, const ServiceException& exception, LogPosition cause) {
  const State& state = draft.state();
  const auto consider = [&](const Device& device) {
    const auto memory = state.devices.find(device.ref);
    if (memory == state.devices.end()) return;
    if (!covers(exception.scope, place_of(state.known, device.ref, device.position))) return;
    if (exception_of(state, device.ref, device.position, draft.now(), exception.id)) return;
    raise_what_lasts(draft, device, memory->second, cause);
  };
  if (!exception.scope.device.empty()) {
    const DeviceRef ref{exception.scope.municipality, exception.scope.device};
    if (const Device* device = state.known.find_device(ref)) consider(*device);
    return;
  }
  for (const auto& [ref, device] : state.known.devices) consider(device);
}

}  // namespace

const ServiceException* exception_of(const State& state, const DeviceRef& device,
                                     const PositionId& position, Instant now, ExceptionId ended) {
  const auto& running = state.exceptions.running;
  if (running.empty()) return nullptr;
  const Place place = place_of(state.known, device, position);
  const ServiceException* on_test = nullptr;
  for (const auto& [id, exception] : running) {
    if (!holds(exception, place, now, ended)) continue;
    if (exception.kind == ExceptionKind::OutOfService) return &exception;
    on_test = &exception;
  }
  return on_test;
}

void end_exception(Draft& draft, const ServiceException& exception, const UserId& user) {
  const LogPosition cause = draft.add(ExceptionEnded{exception.id, user});
  if (exception.kind == ExceptionKind::OnTest) resolve_tests(draft, exception);
  raise_what_lasts(draft, exception, cause);
}

std::optional<Instant> next_exception(const State& state) {
  std::optional<Instant> next;
  for (const auto& [id, exception] : state.exceptions.running)
    next = next ? std::min(*next, exception.until) : exception.until;
  return next;
}

// One after the other, so that each sees the state that the one before has left.
void end_exceptions(Draft& draft) {
  for (const auto& [id, exception] : draft.state().exceptions.running) {
    if (exception.until <= draft.now()) return end_exception(draft, exception, {});
  }
}

}  // namespace varde::core
