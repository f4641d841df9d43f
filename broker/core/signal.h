// What arrives from the field: the message as it came, and the signals decoded from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// A device is known by municipality and id: two municipalities may use the same id.
struct DeviceRef {
  MunicipalityId municipality;
  DeviceId device;
  friend auto operator<=>(const DeviceRef&, const DeviceRef&) = default;
};

struct GeoPoint {
  double latitude = 0;    // Degrees, WGS 84.
  double longitude = 0;   // Degrees, WGS 84.
  double accuracy_m = 0;  // Radius; 0: the device does not say.
  friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

// The device's own counter, and the run it counts in. Equal keys of one device are one message.
struct SignalKey {
  std::string boot;
  std::uint64_t sequence = 0;
  friend bool operator==(const SignalKey&, const SignalKey&) = default;
};

// What a device reported, decoded but not yet judged.
struct Signal {
  SignalKind kind = SignalKind::Unspecified;
  SignalState state = SignalState::Unspecified;
  std::optional<SignalKey> key;
  std::optional<Instant> device_time;  // By the device's clock, which may be wrong by decades.
  std::optional<Instant> network_time;
  std::optional<double> value;  // In `unit`.
  std::string unit;
  std::string text;
  std::optional<GeoPoint> location;
  bool history = false;  // Recorded earlier, sent late: state, not news.
  bool level = false;    // Told again and again while it lasts: only its change raises an alarm.
  friend bool operator==(const Signal&, const Signal&) = default;
};

// A message as it arrived on a link.
struct RawMessage {
  LinkId link;
  std::string sender;  // The client's name on the link; empty where the link does not know.
  std::string topic;
  std::string payload;             // Cut to what the log keeps; see payload_size.
  std::uint64_t payload_size = 0;  // As it arrived.
  Instant received_at;
  bool retained = false;  // Kept by a broker from before: state, not news.
  friend bool operator==(const RawMessage&, const RawMessage&) = default;
};

struct DecodeFailure {
  DecodeFailureKind kind = DecodeFailureKind::Malformed;
  std::string reason;  // One line for the integrator.
  friend bool operator==(const DecodeFailure&, const DecodeFailure&) = default;
};

}  // namespace varde::core
