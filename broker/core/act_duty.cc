#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, const BeginShift&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const EndShift&) { return Refusal::NotAllowed; }
const Alarm* next_to_claim(const State&, const Actor&) { return nullptr; }

}  // namespace varde::core
