#include "broker/core/acts.h"

namespace varde::core {

Check act(Draft&, const Actor&, const Alarm&, const OfferClaim&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const Alarm&, const AcceptClaim&) { return Refusal::NotAllowed; }
Check act(Draft&, const Actor&, const Alarm&, const DeclineClaim&) { return Refusal::NotAllowed; }

}  // namespace varde::core
