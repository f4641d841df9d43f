// What the clocks of the supervised devices raise, and what ends it.
#include "broker/core/supervise.h"

#include <algorithm>

#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// What was recorded earlier and sent late came from the device all the same, but perhaps only out
// of a gateway's memory.
bool is_history(const MessageReceived& message) {
  return !message.signals.empty() && std::ranges::all_of(message.signals, &Signal::history);
}

// True if no device but `device`, which has just shown that it is over, keeps the alarm going. Of
// devices in no register that share a position nobody knows which of them do.
bool is_the_last(const State& state, const Alarm& alarm, const DeviceRef& device) {
  if (!alarm.several_devices) return alarm.device == device;
  if (state.supervision.find(device) == nullptr) return false;
  return std::ranges::all_of(known_at(state, alarm.position, alarm.type),
                             [&](const DeviceRef& known) { return known == device; });
}

// True if a clock raised the alarm: whatever starts that clock anew is enough to end it.
bool is_by_clock(const Alarm& alarm) { return alarm.rule == rule_of(alarm.type).id; }

void end(Draft& draft, const PositionId& position, AlarmType type, const MessageReceived& message,
         LogPosition cause) {
  for (const bool test : {false, true}) {
    const auto open = draft.open_alarm(position, type, test);
    if (!open || open->condition != Condition::Active) continue;
    if (is_history(message) && !is_by_clock(*open)) continue;
    if (is_the_last(draft.state(), *open, message.device)) draft.return_to_normal(*open, cause);
  }
}

}  // namespace

void note_heard(Draft& draft, const PositionId& position, const MessageReceived& message,
                LogPosition cause) {
  if (!is_sign_of_life(message)) return;
  end(draft, position, AlarmType::Offline, message, cause);
  const Watched* watched = draft.state().supervision.find(message.device);
  if (watched == nullptr) return;
  if (!watched->heard_at) end(draft, position, AlarmType::NeverHeard, message, cause);
  if (holds_test(message)) end(draft, position, AlarmType::TestMissing, message, cause);
}

bool is_watched_no_more(const Register& before, const Register& after, const Alarm& alarm) {
  if (!is_about_watched(alarm.type) || alarm.several_devices) return false;
  const Device* device = after.find_device(alarm.device);
  if (device == nullptr) return before.find_device(alarm.device) != nullptr;
  if (device->position != alarm.position) return true;
  if (alarm.type == AlarmType::TestMissing) return !device->supervision.tested_within;
  return is_by_clock(alarm) && !device->supervision.heard_within;
}

std::optional<Instant> next_silence(const State& state) { return state.supervision.next_due(); }

void report_silence(Draft& draft) {
  const State& state = draft.state();
  const Instant now = draft.now();
  const auto has_come = [&](const std::optional<Instant>& at) { return at && *at <= now; };
  for (const DeviceRef& ref : state.supervision.due(now, limits::kTickWork)) {
    const Device* device = state.known.find_device(ref);
    const Watched* watched = state.supervision.find(ref);
    if (device == nullptr || watched == nullptr) continue;
    const auto raise = [&](AlarmType type) {
      draft.raise_or_repeat(device->position, ref, rule_of(type), {}, std::nullopt);
    };
    if (has_come(silent_from(*watched)))
      raise(watched->heard_at ? AlarmType::Offline : AlarmType::NeverHeard);
    if (has_come(test_missing_from(*watched))) raise(AlarmType::TestMissing);
  }
}

}  // namespace varde::core
