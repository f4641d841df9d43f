// Proof that events are on disk.
#pragma once

#include "broker/base/ids.h"

namespace varde::eventlog {

// Everything up to and including `durable_up_to` is on disk. Only an event log can make one, so a
// function that takes one cannot be called too early.
class CommitToken {
 public:
  [[nodiscard]] LogPosition durable_up_to() const { return durable_up_to_; }

 private:
  friend class EventLog;
  explicit CommitToken(LogPosition durable_up_to) : durable_up_to_(durable_up_to) {}
  LogPosition durable_up_to_;
};

}  // namespace varde::eventlog
