#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, const Alarm&, const Shelve&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const Alarm&, const Unshelve&) { return Refusal::NotAllowed; }

}  // namespace varde::core
