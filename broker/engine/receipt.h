// The sender's claim to an answer, and the one function that gives it.
#pragma once

#include <cstdint>
#include <memory>

#include "broker/eventlog/commit_token.h"

namespace varde::engine {

enum class FieldRefusal : std::uint8_t {
  StorageLow,  // No room: the sender keeps the message and tries again later.
  Stopping,
};

// One message that was taken from a sender and not yet acknowledged. A link derives from it; only
// `acknowledge` and the engine can settle it, each receipt once.
class Receipt {
 public:
  virtual ~Receipt() = default;

 private:
  friend void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token);
  friend void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why);

  // Tell the sender that the message is on disk. Called on the writer thread; must not block or
  // throw.
  virtual void on_durable(LogPosition durable_up_to) = 0;

  // Leave the sender unacknowledged, so that it keeps the message. Same rules.
  virtual void on_refused(FieldRefusal why) = 0;
};

// Acknowledges to the sender. The only way to do so in Varde: it takes proof of the commit, which
// only the log can make.
void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token);

// Refuses the message without acknowledging it.
void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why);

}  // namespace varde::engine
