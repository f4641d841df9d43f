// What came through the listener, as it stands in the log of a running varded.
#pragma once

#include <string>
#include <vector>

#include "broker/core/event.h"
#include "tests/support/varded.h"

namespace varde::test {

// Thread safety: one thread at a time.
class ListenerLog {
 public:
  explicit ListenerLog(const Varded& varded) : follower_(varded.folder() / "data/log") {}

  // The messages of one client, understood or not, in the order of the log.
  [[nodiscard]] std::vector<core::RawMessage> from(const std::string& sender);

 private:
  LogFollower follower_;
  std::vector<core::RawMessage> messages_;
};

// A help call with this sequence number, as JSON.
[[nodiscard]] std::string help_call(int sequence);

inline const std::string kButton = "nordlia/button-1";
inline const std::string kButtonSignal = "varde/v1/nordlia/button-1/signal";
inline const std::string kCriticalAlarms = "varde_open_alarms{priority=\"critical\"}";

}  // namespace varde::test
