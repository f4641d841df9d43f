// The keys of the families, byte for byte: docs/internals/event-log.md.
//
// Numbers are big-endian, so that byte order is number order; names carry their length, so that no
// name is the beginning of another.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// A position as the key of the families Log and Snapshot, and as the end of index keys.
[[nodiscard]] std::string position_key(LogPosition position);
// None if `key` is not 8 bytes.
[[nodiscard]] std::optional<LogPosition> parse_position_key(std::string_view key);
// The position that an index or dedup key ends with. None if it is shorter than one.
[[nodiscard]] std::optional<LogPosition> position_at_end(std::string_view key);

// What index keys begin with; the position follows.
[[nodiscard]] std::string alarm_prefix(AlarmId alarm);
[[nodiscard]] std::string device_prefix(const core::DeviceRef& device);
[[nodiscard]] std::string municipality_prefix(const MunicipalityId& municipality);
[[nodiscard]] std::string undecodable_prefix();

// That the undecodable message at `position` has been decoded since: what says so follows.
[[nodiscard]] std::string replayed_prefix(LogPosition position);

// The first event of each minute: the minute's key, to which that event's position is the value.
[[nodiscard]] std::string minute_key(Instant at);
[[nodiscard]] std::string minute_prefix();
[[nodiscard]] bool begins_minute(std::optional<Instant> before, Instant at);

// What dedup keys begin with; the position follows. The value is when it was.
[[nodiscard]] std::string dedup_prefix(const core::DeviceRef& device, const core::SignalKey& key);
[[nodiscard]] std::string dedup_value(Instant at);
[[nodiscard]] std::optional<Instant> parse_dedup_value(std::string_view value);

// All entries of Index and Dedup that belong to `event` at `position`, but for the minute, which
// depends on the event before.
[[nodiscard]] std::vector<Change> index_entries(const core::Event& event, LogPosition position);

}  // namespace varde::eventlog
