// What programs are told, as JSON: docs/reference/outbound.md.
// Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"

namespace varde::outbound {

// One object. The same for each attempt as long as what is known of the alarm is.
[[nodiscard]] std::string json_body(const Receiver& receiver, const Told& told);

}  // namespace varde::outbound
