#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, const AcknowledgeIncident&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const ResolveIncident&) { return Refusal::NotAllowed; }

}  // namespace varde::core
