// An alarm, and an incident, as a console shows it: with the names, addresses and instructions of
// the register. Thread safety: pure functions.
#pragma once

#include <map>
#include <string>

#include "broker/core/alarm.h"
#include "broker/core/incident.h"
#include "broker/core/state.h"
#include "varde/v1/api.pb.h"

namespace varde::api {

// Where the register knows nothing, the name is made from what is known: the device's id, the
// link's, the municipality's.
void to_view(const core::Alarm& alarm, const core::State& state, v1::AlarmView& out);

void to_view(const core::Incident& incident, const core::State& state, v1::IncidentView& out);

// What the declared rules say of their alarms, by rule.
[[nodiscard]] std::map<std::string, std::string> rule_texts(const core::Ruleset& rules);

}  // namespace varde::api
