// Several alarm types that are one alarm: a fall and the call for help after it.
#include <algorithm>

#include "broker/core/rules.h"
#include "broker/core/seams.h"

namespace varde::core {

bool are_combined(const Ruleset& rules, AlarmType a, AlarmType b) {
  if (a == b || !may_be_combined(a) || !may_be_combined(b)) return false;
  return std::ranges::any_of(rules.combinations, [&](const Combination& combination) {
    const auto has = [&](AlarmType type) {
      return std::ranges::find(combination.types, type) != combination.types.end();
    };
    return has(a) && has(b);
  });
}

const Alarm* combined_with(const State& state, const PositionId& position, AlarmType type,
                           bool test) {
  if (state.rules.combinations.empty()) return nullptr;
  const Alarm* found = nullptr;
  for (const Alarm* alarm : state.alarms.at(position)) {
    if (alarm->test != test || !are_combined(state.rules, alarm->type, type)) continue;
    if (found == nullptr || queue_key(*alarm) < queue_key(*found)) found = alarm;
  }
  return found;
}

}  // namespace varde::core
