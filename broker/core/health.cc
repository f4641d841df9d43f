// How what Varde depends on is: storage, clock, queues, receivers.
#include "broker/core/draft.h"
#include "broker/core/own_positions.h"

namespace varde::core {
namespace {

AlarmType alarm_about(HealthSubject subject) {
  switch (subject) {
    case HealthSubject::Storage: return AlarmType::StorageLow;
    case HealthSubject::Clock: return AlarmType::ClockStep;
    case HealthSubject::Queue: return AlarmType::QueueDeep;
    case HealthSubject::Receiver: return AlarmType::ReceiverDown;
    case HealthSubject::Unspecified: return AlarmType::Unspecified;
  }
  return AlarmType::Unspecified;
}

void get_well(Draft& draft, const ReportHealth& report, const std::string& detail) {
  const LogPosition cause = draft.add(HealthChanged{report.subject, report.name, true, detail});
  const PositionId position = health_position(report.subject, report.name);
  const auto open = draft.open_alarm(position, alarm_about(report.subject));
  if (open) draft.return_to_normal(*open, cause);
}

}  // namespace

// A step of the clock is over as soon as it has happened: each report is one step, and its alarm
// waits for the acknowledgement only.
Decision decide_health(const State& state, const ReportHealth& report, Instant now) {
  Draft draft(state, now);
  const AlarmType type = alarm_about(report.subject);
  const bool unwell = state.unwell.contains({report.subject, report.name});
  if (type == AlarmType::Unspecified || report.well != unwell) return std::move(draft).finish();
  if (report.well) {
    get_well(draft, report, report.detail);
    return std::move(draft).finish();
  }
  const LogPosition cause =
      draft.add(HealthChanged{report.subject, report.name, false, report.detail});
  draft.raise_or_repeat(health_position(report.subject, report.name), {}, rule_of(type), cause,
                        std::nullopt);
  if (report.subject == HealthSubject::Clock) get_well(draft, report, {});
  return std::move(draft).finish();
}

}  // namespace varde::core
