// Core events and values to and from their stored form.
//
// Whatever `to_proto` writes, `from_proto` reads back equal; two things are made readable first:
// text that is not UTF-8 (base/utf8.h), and a time outside the years 1 to 9999, which becomes the
// nearest within. Reading is strict about what the core cannot mean (an unset body, an unknown enum
// number) and lenient about what is only new: unknown fields are kept by protobuf where the message
// is kept. Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"
#include "varde/v1/event.pb.h"
#include "varde/v1/signal.pb.h"

namespace varde::wire {

struct WireError {
  std::string detail;  // One line: which field, and what is wrong with it.
  bool later = false;  // Nothing is damaged: a later version wrote it.
};

// Replaces what `out` held.
void to_proto(const core::Event& event, v1::Event& out);
[[nodiscard]] Result<core::Event, WireError> from_proto(const v1::Event& in);

// Adds to an empty `out`.
void to_proto(const core::Signal& signal, v1::Signal& out);
[[nodiscard]] Result<core::Signal, WireError> from_proto(const v1::Signal& in);

[[nodiscard]] Instant from_proto(const google::protobuf::Timestamp& in);
void to_proto(Instant instant, google::protobuf::Timestamp& out);

// Lengths of time; one beyond protobuf's ten thousand years becomes the nearest within.
[[nodiscard]] Duration from_proto(const google::protobuf::Duration& in);
void to_proto(Duration duration, google::protobuf::Duration& out);

// For the API. What a scope lacks is left empty.
void to_proto(const core::ServiceException& exception, v1::ServiceException& out);
[[nodiscard]] core::ExceptionScope from_proto(const v1::ExceptionScope& in);

// The whole core state, for snapshots (v1::SnapshotState). Deterministic: equal states give equal
// bytes.
[[nodiscard]] std::string serialize(const core::State& state);
[[nodiscard]] Result<core::State, WireError> parse_state(const std::string& bytes);

}  // namespace varde::wire
