#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, const BeginException&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const EndException&) { return Refusal::NotAllowed; }

}  // namespace varde::core
