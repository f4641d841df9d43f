// The declared rules: what they make of a signal, of time that has passed, and of being changed.
#include <algorithm>
#include <set>

#include "broker/base/overload.h"
#include "broker/core/judge_rule.h"
#include "broker/core/limits.h"
#include "broker/core/rule_forms.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// True if the signal may be the end of what a rule waits for or has raised, though its kind or who
// sends it is not the rule's.
bool may_end_another(const AlarmRule& rule, const Signal& signal) {
  if (const auto* absence = std::get_if<Absence>(&rule.form))
    return is_expected(rule, *absence, signal);
  if (!std::holds_alternative<OnSignal>(rule.form)) return false;
  return std::ranges::any_of(rule.match.kinds, [&](SignalKind kind) { return ends(signal, kind); });
}

// A rule that is gone waits for nothing, and one that is of another form now waits for something
// else. One of the same form goes on: what it began is judged by what it says when it is due.
// Alarms stay, whatever has become of their rule: they are for a person to resolve.
bool keeps_waiting(const AlarmRule& before, const AlarmRule* after) {
  if (after == nullptr || before.form.index() != after->form.index()) return false;
  return !std::holds_alternative<MissedWindow>(before.form) || before == *after;
}

void change_timers(Draft& draft, const Ruleset& after) {
  const State& state = draft.state();
  std::set<RuleId> over;
  for (const AlarmRule& rule : state.rules.rules) {
    if (!keeps_waiting(rule, find_rule(after, rule.id))) over.insert(rule.id);
  }
  for (const auto& [key, timer] : state.timers.pending()) {
    if (over.contains(key.rule)) draft.add(TimerCleared{key});
  }
  for (const AlarmRule& rule : after.rules) {
    const auto* window = std::get_if<MissedWindow>(&rule.form);
    if (window != nullptr && !draft.timer({rule.id, {}})) begin_window(draft, rule, *window);
  }
}

// False: the rule has more to do, and wants another decision for it.
bool run_timer(Draft& draft, const AlarmRule& rule, const TimerKey& key, const Timer& timer) {
  return std::visit(
      Overload{
          [&](const Threshold& form) {
            run_due(draft, rule, form, key, timer);
            return true;
          },
          [&](const Absence& form) {
            run_due(draft, rule, form, key, timer);
            return true;
          },
          [&](const MissedWindow& form) { return run_due(draft, rule, form, key, timer); },
          [&](const auto&) {
            draft.add(TimerCleared{key});  // What it remembered is too old to count.
            return true;
          },
      },
      rule.form);
}

}  // namespace

Bearing bearing_of(const AlarmRule& rule, const Heard& heard, Instant now) {
  const bool own =
      names(rule.match.kinds, heard.signal.kind) && unmet_by(rule.match, heard.by) == Unmet::None;
  if (!own) return may_end_another(rule, heard.signal) ? Bearing::Ends : Bearing::None;
  if (!contains(rule.match.at, now)) return Bearing::Ends;
  const auto* on_signal = std::get_if<OnSignal>(&rule.form);
  const bool met = on_signal == nullptr || is_met(*on_signal, heard.signal);
  return met ? Bearing::Applies : Bearing::Ends;
}

void judge_rule(Draft& draft, const AlarmRule& rule, const Heard& heard, bool applies) {
  std::visit([&](const auto& form) { judge(draft, rule, form, heard, applies); }, rule.form);
}

const AlarmRule* find_rule(const Ruleset& rules, const RuleId& id) {
  const auto found = std::ranges::find(rules.rules, id, &AlarmRule::id);
  return found == rules.rules.end() ? nullptr : &*found;
}

bool judge_by_rules(Draft& draft, const DeviceRef& device, const PositionId& position,
                    const Signal& signal, LogPosition cause) {
  const State& state = draft.state();
  if (state.rules.rules.empty()) return false;
  const Heard heard{speaker(state, device, position), signal, cause};
  Decided decided;
  bool alone = false;
  for (const AlarmRule& rule : state.rules.rules) {
    const Bearing bearing = bearing_of(rule, heard, draft.now());
    if (bearing == Bearing::None) continue;
    const bool applies = bearing == Bearing::Applies && !decided.by_earlier(rule);
    judge_rule(draft, rule, heard, applies);
    if (!applies) continue;
    decided.add(rule);
    alone = alone || std::holds_alternative<OnSignal>(rule.form);
  }
  // Whatever a file says of "cancelled": that it ends a call is not the file's to decide.
  return alone && returned_to_normal_by(signal.kind, signal.state).empty();
}

std::optional<Instant> next_timer(const State& state) { return state.timers.next_due(); }

void run_timers(Draft& draft) {
  const State& state = draft.state();
  for (const TimerKey& key : state.timers.due(draft.now(), limits::kTickWork)) {
    const Timer& timer = *state.timers.find(key);
    if (run_own_timer(draft, key, timer) || run_duty_timer(draft, key, timer)) continue;
    const AlarmRule* rule = find_rule(state.rules, key.rule);
    if (rule == nullptr) {
      draft.add(TimerCleared{key});  // Of a rule that is gone.
    } else if (!run_timer(draft, *rule, key, timer)) {
      return;
    }
  }
}

Decision decide_rules(const State& state, const ApplyRules& input, Instant now) {
  Draft draft(state, now);
  if (state.rules != input.rules) {
    draft.add(RulesChanged{input.rules});
    change_timers(draft, input.rules);
  }
  return std::move(draft).finish();
}

}  // namespace varde::core
