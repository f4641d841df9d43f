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

// The open alarms that `actor` may see, most urgent first, as the elements of a JSON list.
[[nodiscard]] std::string queue_rows(const ReadModel& model, const core::Actor& actor);

[[nodiscard]] std::string snapshot_frame(const ReadModel& model, const core::Actor& actor);

// REQUIRES: the model finds all `alarms`.
[[nodiscard]] std::string delta_frame(const ReadModel& model, LogPosition from,
                                      const std::set<AlarmId>& alarms);

[[nodiscard]] std::string heartbeat_frame(const ReadModel& model, Instant now, bool storage_low);

}  // namespace varde::api
