#include "broker/engine/receipt.h"

#include "broker/base/assert.h"

namespace varde::engine {

void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token,
                 const Stored& stored) {
  VARDE_ASSERT(stored.position <= token.durable_up_to());
  receipt->on_durable(stored);
}

void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why) { receipt->on_refused(why); }

}  // namespace varde::engine
