#include "broker/engine/receipt.h"

namespace varde::engine {

void acknowledge(std::unique_ptr<Receipt> receipt, const eventlog::CommitToken& token) {
  receipt->on_durable(token.durable_up_to());
}

void refuse(std::unique_ptr<Receipt> receipt, FieldRefusal why) { receipt->on_refused(why); }

}  // namespace varde::engine
