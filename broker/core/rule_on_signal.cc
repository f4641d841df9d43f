#include <algorithm>
#include <array>

#include "broker/core/device_memory.h"
#include "broker/core/field_memory.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"
#include "broker/core/rules.h"

namespace varde::core {
namespace {

struct Opposite {
  SignalKind begins;
  SignalKind ends;
};

// Beside those that follow from the alarms Varde raises without a file (rules.h).
constexpr std::array kOpposites{
    Opposite{SignalKind::DoorOpened, SignalKind::DoorClosed},
    Opposite{SignalKind::DoorUnlocked, SignalKind::DoorLocked},
    Opposite{SignalKind::BedExit, SignalKind::BedEntry},
    Opposite{SignalKind::ZoneLeft, SignalKind::ZoneEntered},
};

// True if the alarm that there is says all that this signal says: a lasting state told again, or a
// copy of what was said a moment ago. A call is never that while it wants to be heard again.
bool is_no_news(const Draft& draft, const AlarmRule& rule, const Heard& heard) {
  const Signal& signal = heard.signal;
  if (is_unchanged(draft.state(), heard.by.device, signal)) return true;
  const auto alarm = active_alarm(draft, rule, heard.by.device, heard.by.position);
  if (!alarm || alarm->device != heard.by.device || wants_to_be_heard_again(*alarm)) return false;
  // What only declared rules know of has no memory of its own.
  if (signal.level && rule_for(signal.kind, signal.state) == nullptr) return true;
  const auto memory = draft.state().devices.find(heard.by.device);
  return memory != draft.state().devices.end() &&
         seen_before(memory->second, signal, false, draft.now()) == Seen::SameState;
}

}  // namespace

bool is_met(const OnSignal& form, const Signal& signal) {
  if (!is_active(signal)) return false;
  if (!form.at_least && !form.at_most) return true;
  return signal.value && (!form.at_least || *signal.value >= *form.at_least) &&
         (!form.at_most || *signal.value <= *form.at_most);
}

bool ends(const Signal& end, SignalKind kind) {
  if (end.state == SignalState::Normal) return end.kind == kind;
  if (!is_active(end)) return false;
  const bool opposite = std::ranges::any_of(kOpposites, [&](const Opposite& pair) {
    return pair.begins == kind && pair.ends == end.kind;
  });
  if (opposite) return true;
  const auto types = returned_to_normal_by(end.kind, end.state);
  if (types.empty()) return false;
  const Rule* rule = rule_for(kind, SignalState::Active);
  return rule != nullptr && std::ranges::find(types, rule->type) != types.end();
}

void judge(Draft& draft, const AlarmRule& rule, const OnSignal&, const Heard& heard, bool applies) {
  const Match& match = rule.match;
  const bool over = match.kinds.empty() ? heard.signal.state == SignalState::Normal
                                        : std::ranges::any_of(match.kinds, [&](SignalKind kind) {
                                            return ends(heard.signal, kind);
                                          });
  if (over) end_by_device(draft, rule, heard);
  if (!applies || is_no_news(draft, rule, heard)) return;
  raise_by_rule(draft, rule, heard.by.device, heard.by.position, heard.cause, heard.signal.key);
}

}  // namespace varde::core
