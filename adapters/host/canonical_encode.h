// Writes what the canonical adapter reads, and what its devices are told.
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "broker/base/ids.h"
#include "broker/core/effect.h"
#include "broker/core/signal.h"

namespace varde::adapters {

enum class Form : std::uint8_t { Protobuf, Json };

// The payload that `decode_canonical` reads back as `signal`.
// REQUIRES: `signal` is within the limits of docs/reference/canonical.md.
[[nodiscard]] std::string encode_canonical(const core::Signal& signal, Form form);

// The JSON form of varde.v1.ResponseNotice, names as in the proto file.
[[nodiscard]] std::string encode_response_notice(const core::TellDevice& notice);

// The JSON form of varde.v1.CommandNotice. REQUIRES: effect.what is a core::SendCommand.
[[nodiscard]] std::string encode_command_notice(const core::Effect& effect);

// The JSON form of varde.v1.StoredNotice: the application ack.
[[nodiscard]] std::string encode_stored_notice(LogPosition position, AlarmId alarm, bool known);

}  // namespace varde::adapters
