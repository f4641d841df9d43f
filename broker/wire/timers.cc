// Pending timers, in events and snapshots alike.
#include "broker/core/timers.h"

#include "broker/wire/event_bodies.h"
#include "broker/wire/values.h"

namespace varde::wire {

void to_proto(const core::TimerKey& key, v1::TimerKey& out) {
  out.set_rule(text(key.rule));
  out.set_subject(text(key.subject));
}

core::TimerKey read(const v1::TimerKey& in) { return {RuleId(in.rule()), in.subject()}; }

void to_proto(const core::TimerSet& timer, v1::TimerSet& out) {
  to_proto(timer.key, *out.mutable_key());
  auto& to = *out.mutable_timer();
  to_proto(timer.timer.due, *to.mutable_due());
  to.set_cause(timer.timer.cause.value());
  if (timer.timer.device != core::DeviceRef{}) to_proto(timer.timer.device, *to.mutable_device());
  to.set_position(text(timer.timer.position));
  for (const Instant at : timer.timer.times) to_proto(at, *to.add_times());
}

core::TimerSet read(const v1::TimerSet& in, Check& check) {
  const auto& from = in.timer();
  if (!from.has_due()) check.missing("timer.due");
  core::TimerSet out;
  out.key = read(in.key());
  out.timer.due = from_proto(from.due());
  out.timer.cause = LogPosition(from.cause());
  out.timer.device = read(from.device());
  out.timer.position = PositionId(from.position());
  for (const auto& at : from.times()) out.timer.times.push_back(from_proto(at));
  return out;
}

void to_proto(const core::TimerCleared& cleared, v1::TimerCleared& out) {
  to_proto(cleared.key, *out.mutable_key());
}

core::TimerCleared read(const v1::TimerCleared& in) { return {read(in.key())}; }

}  // namespace varde::wire
