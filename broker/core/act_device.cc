#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, AlarmId, const CommandDevice&) { return Refusal::NotAllowed; }

}  // namespace varde::core
