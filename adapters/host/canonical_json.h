// Reads the JSON form of a canonical signal. Inside adapters/host only.
#pragma once

#include <string>

#include "broker/base/result.h"
#include "broker/core/signal.h"
#include "varde/v1/signal.pb.h"

namespace varde::adapters {

// `payload` as protobuf maps JSON. An unknown field is an error: a mistyped name must not lose a
// sequence number. The reason names the field, or the place in the text.
[[nodiscard]] Result<v1::Signal, core::DecodeFailure> parse_json(const std::string& payload);

}  // namespace varde::adapters
