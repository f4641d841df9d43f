// The text frames of the stream (StreamMessage), put together from rows that are made already.
// Thread safety: as the model.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "broker/api/read_model.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/input.h"

namespace varde::api {

// True for those who see alarms raised while on test: whoever tests, and whoever has to know of it.
// Operators on duty are not to be led astray by them.
[[nodiscard]] bool sees_tests(core::Role role);

// True if the alarm, as it is, stands in one of the actor's lists.
[[nodiscard]] bool is_shown(const core::Actor& actor, const core::Alarm& alarm);

// The open alarms that `actor` may see, in the lists of v1.AlarmList and with their names, as the
// members of a JSON object.
[[nodiscard]] std::string alarm_lists(const ReadModel& model, const core::Actor& actor);

// The elements of one of them: those on the shelf, by when they come back.
[[nodiscard]] std::string shelved_rows(const ReadModel& model, const core::Actor& actor);

[[nodiscard]] std::string snapshot_frame(const ReadModel& model, const core::Actor& actor);

// REQUIRES: the model finds all `alarms`.
[[nodiscard]] std::string delta_frame(const ReadModel& model, LogPosition from,
                                      const std::set<AlarmId>& alarms);

[[nodiscard]] std::string heartbeat_frame(const ReadModel& model, Instant now, bool storage_low);

}  // namespace varde::api
