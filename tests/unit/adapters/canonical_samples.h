// Signals and messages that the tests of the canonical adapter start from.
#pragma once

#include <string>
#include <utility>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_encode.h"
#include "broker/core/input.h"

namespace varde::adapters {

// A signal with every field set.
[[nodiscard]] inline core::Signal full_signal() {
  core::Signal signal;
  signal.kind = core::SignalKind::HelpCall;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{"run-7", 41};
  signal.device_time = Instant(std::chrono::seconds(1'767'225'600));
  signal.network_time = Instant(std::chrono::seconds(1'767'225'601));
  signal.value = -3.5;
  signal.unit = "°C";
  signal.text = "Knappen på kjøkkenet";
  signal.location = core::GeoPoint{61.5, 8.25, 12};
  signal.history = true;
  return signal;
}

[[nodiscard]] inline core::FieldMessage decode(std::string payload,
                                               std::string topic = "varde/v1/nordlia/d1/signal") {
  core::RawMessage raw;
  raw.link = LinkId("test");
  raw.topic = std::move(topic);
  raw.payload = std::move(payload);
  raw.payload_size = raw.payload.size();
  return decode_canonical(std::move(raw));
}

// The failure, or an empty one of kind Unspecified if there is none.
[[nodiscard]] inline core::DecodeFailure failure(const core::FieldMessage& message) {
  const auto* failed = std::get_if<core::DecodeFailure>(&message.content);
  return failed != nullptr ? *failed
                           : core::DecodeFailure{core::DecodeFailureKind::Unspecified, ""};
}

}  // namespace varde::adapters
