// Whether enough operators are on duty, per municipality, and shifts that nobody ended.
//
// What is so is compared with what should be, whenever anything was logged: a difference is work
// for a tick at once. So nothing that changes consoles, shifts or policies has to know of this.
// Between too few and the alarm lies a timer of Varde's own, which keeps since when.
#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/presence.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// One thing that may be wrong with the staffing of one municipality.
struct Watch {
  MunicipalityId municipality;
  AlarmType type = AlarmType::Unspecified;  // NobodyOnDuty, or AloneOnDuty.

  [[nodiscard]] TimerKey timer() const {
    return {RuleId(std::string(rule_of(type).id)), municipality.str()};
  }
  [[nodiscard]] bool is_meant_by(const Staffing& staffing) const {
    return staffing.municipality == municipality &&
           (type == AlarmType::NobodyOnDuty || staffing.alone_is_alarm);
  }
};

constexpr AlarmType kTypes[] = {AlarmType::NobodyOnDuty, AlarmType::AloneOnDuty};

enum class Change { Wait, StopWaiting, TimeIsUp, Return };

struct Due {
  Instant at;
  Change what;
};

bool is_too_few(const State& state, const Watch& watch, Instant at) {
  const std::size_t there = operators_on_duty(state, watch.municipality, at).size();
  return there == (watch.type == AlarmType::NobodyOnDuty ? 0 : 1);
}

// The entry that wants more people at `at`, the least patient if there are several; none: nobody is
// wanted then.
const Staffing* wanted_by(const State& state, const Watch& watch, Instant at) {
  const Staffing* strictest = nullptr;
  for (const Staffing& staffing : state.policies.staffing) {
    if (!watch.is_meant_by(staffing) || !contains(staffing.at, at)) continue;
    if (strictest == nullptr || staffing.grace < strictest->grace) strictest = &staffing;
  }
  return strictest;
}

std::optional<Instant> sooner(std::optional<Instant> one, std::optional<Instant> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

// When the next window opens in which somebody is wanted. REQUIRES: nobody is wanted at `after`.
std::optional<Instant> next_wanted(const State& state, const Watch& watch, Instant after) {
  std::optional<Instant> next;
  for (const Staffing& staffing : state.policies.staffing) {
    if (!watch.is_meant_by(staffing)) continue;
    for (const DailyWindow& window : staffing.at) {
      const Instant end = next_end(window, after);
      if (end != Instant::max() && beginning_of(window, end) > after)
        next = sooner(next, beginning_of(window, end));
    }
  }
  return next;
}

// When nobody is wanted any more. None also where the windows follow one another for very long: it
// is asked again after whatever is logged next.
std::optional<Instant> next_unwanted(const State& state, const Watch& watch, Instant after) {
  constexpr int kWindows = 16;
  Instant at = after;
  for (int looked_at = 0; looked_at < kWindows; ++looked_at) {
    const Staffing* staffing = wanted_by(state, watch, at);
    if (staffing == nullptr) return at;
    const auto open = std::ranges::find_if(
        staffing->at, [&](const DailyWindow& window) { return contains(window, at); });
    if (open == staffing->at.end()) return std::nullopt;  // It is wanted always.
    at = next_end(*open, at);
    if (at == Instant::max()) return std::nullopt;
  }
  return std::nullopt;
}

// What is to change next about one watch, as things stand since the newest event. Each change adds
// an event when it is done, however late, or the tick would come back for it for ever.
std::optional<Due> next_change(const State& state, const Watch& watch) {
  const Instant last = state.log_end_at;
  const Timer* waiting = state.timers.find(watch.timer());
  const Alarm* alarm = state.alarms.find(duty_position(watch.municipality), watch.type);
  const bool raised = alarm != nullptr && alarm->condition == Condition::Active;
  const bool too_few = is_too_few(state, watch, last);
  const bool wanted = wanted_by(state, watch, last) != nullptr;
  if (waiting != nullptr) {
    if (too_few && wanted && !raised) return Due{waiting->due, Change::TimeIsUp};
    return Due{last, Change::StopWaiting};
  }
  if (raised) {
    if (!too_few || !wanted) return Due{last, Change::Return};
    if (const auto end = next_unwanted(state, watch, last)) return Due{*end, Change::Return};
    return std::nullopt;
  }
  if (!too_few) return std::nullopt;
  if (wanted) return Due{last, Change::Wait};
  if (const auto begin = next_wanted(state, watch, last)) return Due{*begin, Change::Wait};
  return std::nullopt;
}

void begin_waiting(Draft& draft, const Watch& watch, Instant since) {
  const Staffing* staffing = wanted_by(draft.state(), watch, since);
  Timer timer;
  timer.due = since + (staffing == nullptr ? Duration(0) : staffing->grace);
  timer.position = duty_position(watch.municipality);
  draft.add(TimerSet{watch.timer(), timer});
}

void stop_waiting(Draft& draft, const Watch& watch) {
  const LogPosition cause = draft.add(TimerCleared{watch.timer()});
  const Instant now = draft.now();
  if (!is_too_few(draft.state(), watch, now) || wanted_by(draft.state(), watch, now) == nullptr)
    return;
  draft.raise_or_repeat(duty_position(watch.municipality), {watch.municipality, {}},
                        rule_of(watch.type), cause, std::nullopt);
}

void carry_out(Draft& draft, const Watch& watch, const Due& due) {
  switch (due.what) {
    case Change::Wait: return begin_waiting(draft, watch, due.at);
    case Change::StopWaiting: draft.add(TimerCleared{watch.timer()}); return;
    case Change::TimeIsUp: return stop_waiting(draft, watch);
    case Change::Return:
      draft.return_to_normal(
          *draft.state().alarms.find(duty_position(watch.municipality), watch.type), {});
  }
}

std::vector<Watch> watches(const Policies& policies) {
  std::set<MunicipalityId> watched;
  for (const Staffing& staffing : policies.staffing) watched.insert(staffing.municipality);
  std::vector<Watch> out;
  for (const MunicipalityId& municipality : watched) {
    for (const AlarmType type : kTypes) out.push_back({municipality, type});
  }
  return out;
}

}  // namespace

std::optional<Instant> next_staffing(const State& state) {
  std::optional<Instant> next;
  for (const auto& [user, shift] : state.duty.on_shift)
    next = sooner(next, shift.since + limits::kLongestShift);
  for (const Watch& watch : watches(state.policies)) {
    if (const auto due = next_change(state, watch)) next = sooner(next, due->at);
  }
  return next;
}

void watch_staffing(Draft& draft) {
  const State& state = draft.state();
  for (const auto& [user, shift] : state.duty.on_shift) {
    if (shift.since + limits::kLongestShift <= draft.now()) draft.add(ShiftEnded{user, {}});
  }
  for (const Watch& watch : watches(state.policies)) {
    const auto due = next_change(state, watch);
    if (due && due->at <= draft.now()) carry_out(draft, watch, *due);
  }
}

void end_staffing(Draft& draft, const Policies& wanted) {
  const State& state = draft.state();
  for (const Watch& watch : watches(state.policies)) {
    if (std::ranges::any_of(wanted.staffing, [&](const Staffing& staffing) {
          return staffing.municipality == watch.municipality;
        }))
      continue;
    if (state.timers.find(watch.timer()) != nullptr) draft.add(TimerCleared{watch.timer()});
    const Alarm* alarm = state.alarms.find(duty_position(watch.municipality), watch.type);
    if (alarm != nullptr) draft.return_to_normal(*alarm, {});
  }
}

bool run_duty_timer(Draft& draft, const TimerKey& key, const Timer&) {
  for (const AlarmType type : kTypes) {
    const Watch watch{MunicipalityId(key.subject), type};
    if (key != watch.timer()) continue;
    stop_waiting(draft, watch);
    return true;
  }
  return false;
}

}  // namespace varde::core
