// One alarm: notice of an abnormal condition that needs a timely response.
//
// Condition and acknowledgement are two separate bits (ISA-18.2); how far the response has come is
// a third thing. Values: copy and compare freely, from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/event.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

struct Alarm {
  AlarmId id;
  MunicipalityId municipality;  // Whose operators see it; empty: everybody's.
  PositionId position;
  DeviceRef device;  // That raised it.
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
  std::string rule;

  Condition condition = Condition::Active;
  UserId acknowledged_by;  // Empty: unacknowledged.
  ResponseState response = ResponseState::Queued;
  UserId owner;  // Empty: nobody has claimed it.
  SessionId owner_session;
  std::string responder;  // The latest dispatched.
  Outcome outcome = Outcome::Unspecified;

  Instant raised_at;
  Instant respond_by;
  Instant last_signal_at;
  std::uint32_t occurrences = 1;
  std::uint32_t notes = 0;
  std::optional<SignalKey> last_key;
  bool several_devices = false;  // More than the one that raised it report the same.

  [[nodiscard]] bool acknowledged() const { return !acknowledged_by.empty(); }
  [[nodiscard]] bool claimed() const { return !owner.empty(); }
  friend bool operator==(const Alarm&, const Alarm&) = default;
};

// The alarm as it is when raised.
[[nodiscard]] Alarm raise(const AlarmRaised& event, Instant at);

// `alarm` with `event` folded in; events of other alarms and other kinds change nothing. Cannot
// fail.
[[nodiscard]] Alarm evolve(Alarm alarm, const Event& event);

// Where an alarm stands in the queue: priority, then response deadline, then age.
struct QueueKey {
  Priority priority = Priority::Unspecified;
  Instant respond_by;
  Instant raised_at;
  AlarmId id;
  friend auto operator<=>(const QueueKey&, const QueueKey&) = default;
};
[[nodiscard]] QueueKey queue_key(const Alarm& alarm);

}  // namespace varde::core
