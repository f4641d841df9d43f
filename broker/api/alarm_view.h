// An alarm as a console shows it: with the names, addresses and instructions of the register.
// Thread safety: pure functions.
#pragma once

#include "broker/core/alarm.h"
#include "broker/core/register.h"
#include "varde/v1/api.pb.h"

namespace varde::api {

// Where the register knows nothing, the name is made from what is known: the device's id, the
// link's, the municipality's.
void to_view(const core::Alarm& alarm, const core::Register& known, v1::AlarmView& out);

}  // namespace varde::api
