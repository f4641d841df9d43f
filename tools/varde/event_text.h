// Events of the log as a person or a program reads them.
#pragma once

#include <string>
#include <string_view>

#include "broker/base/instant.h"
#include "broker/eventlog/event_log.h"

namespace varde::cli {

// One line: position, time in UTC, what happened, and to whom.
[[nodiscard]] std::string event_line(const eventlog::StoredEvent& event);

// One line of JSON: HistoryEntry of proto/varde/v1/api.proto.
[[nodiscard]] std::string event_json(const eventlog::StoredEvent& event);

// "2026-11-22T03:12:09.123Z".
[[nodiscard]] std::string time_text(Instant at);

// The bytes as text if they are printable UTF-8, else in hex; at most `most` of them.
[[nodiscard]] std::string preview(std::string_view bytes, std::size_t most);

}  // namespace varde::cli
