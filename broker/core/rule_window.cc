// What should be heard in a part of the day, and was not.
#include <algorithm>
#include <map>

#include "broker/core/limits.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"
#include "broker/core/rules.h"

namespace varde::core {
namespace {

TimerKey key_of(const AlarmRule& rule) { return {rule.id, {}}; }

// True if the rule is tuned to persons or devices.
bool is_individual(const AlarmRule& rule) {
  return !rule.match.positions.empty() || !rule.match.devices.empty();
}

// True if `other` stands in the place of `rule` for whoever it matches. Here it is not the first
// that decides: one person has a window in the morning and one in the evening.
bool replaces(const AlarmRule& other, const AlarmRule& rule) {
  return std::holds_alternative<MissedWindow>(other.form) && is_individual(other) &&
         !is_individual(rule) &&
         (other.raise.type == rule.raise.type || other.raise.type == AlarmType::Unspecified);
}

bool is_watched(const State& state, const AlarmRule& rule, const Speaker& by) {
  if (unmet_by(rule.match, by) != Unmet::None) return false;
  return std::ranges::none_of(state.rules.rules, [&](const AlarmRule& other) {
    return replaces(other, rule) && unmet_by(other.match, by) == Unmet::None;
  });
}

struct AtPosition {
  const DeviceRef* device = nullptr;  // That the rule matches; none: others stand at the position.
  bool heard = false;
};

bool has_said(const State& state, const DeviceRef& device, const std::vector<SignalKind>& kinds,
              Instant since) {
  const auto memory = state.devices.find(device);
  if (memory == state.devices.end()) return false;
  return std::ranges::any_of(memory->second.reported, [&](const auto& entry) {
    const auto& [kind, last] = entry;
    const bool active = last.state == SignalState::Active || last.state == SignalState::Unspecified;
    return active && last.at >= since && names(kinds, kind);
  });
}

// All positions with a device in the register, by name. Whichever device there was heard counts.
std::map<PositionId, AtPosition> positions_of(const State& state, const AlarmRule& rule,
                                              Instant since) {
  std::map<PositionId, AtPosition> found;
  for (const auto& [ref, device] : state.known.devices) {
    AtPosition& watched = found[device.position];
    if (watched.device == nullptr && is_watched(state, rule, speaker(state, ref, device.position)))
      watched.device = &ref;
    watched.heard = watched.heard || has_said(state, ref, rule.match.kinds, since);
  }
  return found;
}

void set_next(Draft& draft, const AlarmRule& rule, Instant end) {
  if (end == Instant::max()) {
    draft.add(TimerCleared{key_of(rule)});  // Never again, as the window is.
  } else {
    // Not bounded by limits::kTimers: there is one for each rule.
    draft.add(TimerSet{key_of(rule), {end, {}, {}, {}, {}}});
  }
}

}  // namespace

void judge(Draft& draft, const AlarmRule& rule, const MissedWindow& form, const Heard& heard,
           bool applies) {
  if (!is_active(heard.signal)) return;
  const Speaker& by = heard.by;
  end_at_position(draft, rule, by.position, heard.cause);  // It came after all.
  if (!applies || has_state(heard.signal.kind)) return;
  if (!contains(form.window, draft.now())) return;
  const TimerKey key{rule.id, by.position.str()};
  if (draft.timer(key)) return;
  draft.set_timer(key,
                  {next_end(form.window, draft.now()), heard.cause, by.device, by.position, {}});
}

bool run_due(Draft& draft, const AlarmRule& rule, const MissedWindow& form, const TimerKey& key,
             const Timer& timer) {
  const State& state = draft.state();
  if (key != key_of(rule)) {
    draft.add(TimerCleared{key});
    return true;
  }
  const Instant began = beginning_of(form.window, timer.due);
  const bool names_whom = is_individual(rule) || !rule.match.device_types.empty();
  if (names_whom && contains(rule.match.at, began)) {
    const auto positions = positions_of(state, rule, began);
    std::size_t raised = 0;
    // The timer's position is the last that was looked at.
    for (auto at = positions.upper_bound(timer.position); at != positions.end(); ++at) {
      const auto& [position, watched] = *at;
      if (watched.device == nullptr || watched.heard) continue;
      if (state.timers.find({rule.id, position.str()}) != nullptr) continue;
      if (active_alarm(draft, rule, *watched.device, position)) continue;
      raise_by_rule(draft, rule, *watched.device, position, {});
      if (++raised < limits::kTickWork) continue;
      draft.add(TimerSet{key, {timer.due, {}, {}, position, {}}});
      return false;
    }
  }
  set_next(draft, rule, next_end(form.window, std::max(timer.due, draft.now())));
  return true;
}

void begin_window(Draft& draft, const AlarmRule& rule, const MissedWindow& form) {
  Instant end = next_end(form.window, draft.now());
  // Of a window that has begun nobody remembers whether such kinds were heard.
  const bool remembered = std::ranges::all_of(rule.match.kinds, has_state);
  if (!remembered && contains(form.window, draft.now())) end = next_end(form.window, end);
  if (end != Instant::max()) set_next(draft, rule, end);
}

}  // namespace varde::core
