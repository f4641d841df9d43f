#include "broker/core/rule_alarm.h"

#include <algorithm>
#include <span>

#include "broker/core/field_memory.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

template <class MayEnd>
void end(Draft& draft, const AlarmRule& rule, const PositionId& position, LogPosition cause,
         MayEnd may) {
  for (const bool test : {false, true}) {
    const auto open = draft.open_alarm(position, rule.raise.type, test);
    if (open && open->rule == rule.id.str() && may(*open)) draft.return_to_normal(*open, cause);
  }
}

}  // namespace

void raise_by_rule(Draft& draft, const AlarmRule& rule, const DeviceRef& device,
                   const PositionId& position, LogPosition cause,
                   const std::optional<SignalKey>& key) {
  if (rule.raise.type == AlarmType::Unspecified) return;
  const Rule raised{rule.id.str(), rule.raise.type, rule.raise.priority};
  draft.raise_or_repeat(position, device, raised, cause, key);
}

std::optional<Alarm> active_alarm(const Draft& draft, const AlarmRule& rule,
                                  const DeviceRef& device, const PositionId& position) {
  const AlarmType type = rule.raise.type;
  const ServiceException* exception = exception_of(draft.state(), device, position, draft.now());
  const bool test = exception != nullptr && exception->kind == ExceptionKind::OnTest;
  auto open = draft.open_alarm(position, type, test);
  if (!open) {
    open = draft.combined_alarm(position, type, test);
    if (open && std::ranges::find(open->also, type) == open->also.end()) return std::nullopt;
  }
  if (open && open->condition != Condition::Active) return std::nullopt;
  return open;
}

void end_at_position(Draft& draft, const AlarmRule& rule, const PositionId& position,
                     LogPosition cause) {
  end_restore(draft, position, rule.raise.type, cause);
  end(draft, rule, position, cause, [](const Alarm& alarm) { return alarm.also.empty(); });
}

void end_by_device(Draft& draft, const AlarmRule& rule, const Heard& heard) {
  const std::span<const AlarmType> only_this{&rule.raise.type, 1};
  note_restore(draft, heard.by.device, heard.by.position, rule.raise.type, heard.cause);
  end(draft, rule, heard.by.position, heard.cause,
      [&](const Alarm& alarm) { return may_end(heard.by.device, heard.signal, alarm, only_this); });
}

}  // namespace varde::core
