// The canonical adapter: `varde/v1/<municipality>/<device>/signal`, protobuf or its JSON form.
//
// The same topic with `/urgent` behind it carries the same payload; a sender that has a broker in
// front of Varde uses it for calls, so that they do not wait behind its own bulk.
// A payload that begins with '{' is JSON; no protobuf Signal begins so (field 15 is reserved).
// A message on `.../command` is a wish of another client to the device: it holds no signal, and is
// kept in the log as it came. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "broker/core/input.h"
#include "broker/core/signal.h"

namespace varde::adapters {

inline constexpr std::size_t kLargestPayload = 64 * 1024;  // Decoded at most.
inline constexpr std::size_t kLargestStored =
    1024 * 1024;  // Kept in the log at most; the rest is cut.

// Decodes `raw`. Never fails: what cannot be decoded comes back as a DecodeFailure that says why,
// with as much of the device as the topic told. `raw.payload` beyond kLargestStored is cut.
[[nodiscard]] core::FieldMessage decode_canonical(core::RawMessage raw);

// `raw` as the log can keep it: a payload of at most kLargestStored, a topic that is text.
[[nodiscard]] core::RawMessage storable(core::RawMessage raw);

}  // namespace varde::adapters
