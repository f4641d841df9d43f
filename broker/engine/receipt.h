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

// What became of a message that is on disk.
struct Stored {
  LogPosition position;       // Of the event that holds it; none if it was known already.
  LogPosition durable_up_to;  // Everything up to here is on disk.
  AlarmId alarm;              // That it raised, repeated or, if known already, had raised; or none.
  bool known = false;         // It was received before: nothing new was written.
  friend bool operator==(const Stored&, const Stored&) = default;
};

// One message that was taken from a sender and not yet acknowledged. A link derives from it; only
// `acknowledge` and the engine can settle it, each receipt once.
class Receipt {
 public:
  virtual ~Receipt() = default;

 private:
  friend void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token,
                          const Stored& stored);
  friend void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why);

  // Tell the sender that the message is on disk. Called on the writer thread; must not block or
  // throw.
  virtual void on_durable(const Stored& stored) = 0;

  // Leave the sender unacknowledged, so that it keeps the message. Same rules.
  virtual void on_refused(FieldRefusal why) = 0;
};

// Acknowledges to the sender. The only way to do so in Varde: it takes proof of the commit, which
// only the log can make. REQUIRES: token.durable_up_to() >= stored.position.
void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token,
                 const Stored& stored);

// Refuses the message without acknowledging it.
void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why);

}  // namespace varde::engine
