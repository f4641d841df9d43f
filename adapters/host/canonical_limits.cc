#include "adapters/host/canonical_limits.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "broker/base/utf8.h"
#include "broker/wire/events.h"

namespace varde::adapters {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;

// What google.protobuf.Timestamp can mean: the years 1 to 9999 (timestamp.proto).
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

bool fits(const google::protobuf::Timestamp& time) {
  return time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond && time.nanos() >= 0 &&
         time.nanos() <= 999'999'999;
}

bool fits(const std::string& text, std::size_t characters) {
  const auto length = utf8_length(text);
  return length && *length <= characters;
}

bool within(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

DecodeFailure out_of_range(std::string reason) {
  return {DecodeFailureKind::OutOfRange, std::move(reason)};
}

std::optional<DecodeFailure> check(const v1::GeoPoint& point) {
  if (!within(point.latitude(), -90, 90)) {
    return out_of_range("location.latitude: not a number from -90 to 90");
  }
  if (!within(point.longitude(), -180, 180)) {
    return out_of_range("location.longitude: not a number from -180 to 180");
  }
  if (!std::isfinite(point.accuracy_m()) || point.accuracy_m() < 0) {
    return out_of_range("location.accuracy_m: not a number from 0 on");
  }
  return std::nullopt;
}

}  // namespace

std::optional<DecodeFailure> check_limits(const v1::Signal& signal) {
  if (signal.kind() == v1::SignalKind::unspecified) {
    return DecodeFailure{DecodeFailureKind::UnknownKind, "kind: missing"};
  }
  if (!v1::SignalKind::Code_IsValid(signal.kind())) {
    return DecodeFailure{DecodeFailureKind::UnknownKind,
                         "kind: this version knows none with number " +
                             std::to_string(static_cast<int>(signal.kind()))};
  }
  if (!v1::SignalState::Code_IsValid(signal.state())) {
    return out_of_range("state: this version knows none with number " +
                        std::to_string(static_cast<int>(signal.state())));
  }
  if (!fits(signal.boot(), kBootCharacters)) {
    return out_of_range("boot: longer than " + std::to_string(kBootCharacters) + " characters");
  }
  if (!fits(signal.unit(), kUnitCharacters)) {
    return out_of_range("unit: longer than " + std::to_string(kUnitCharacters) + " characters");
  }
  if (!fits(signal.text(), kTextCharacters)) {
    return out_of_range("text: longer than " + std::to_string(kTextCharacters) + " characters");
  }
  if (signal.has_device_time() && !fits(signal.device_time())) {
    return out_of_range("device_time: not a time in the years 1 to 9999");
  }
  if (signal.has_network_time() && !fits(signal.network_time())) {
    return out_of_range("network_time: not a time in the years 1 to 9999");
  }
  if (signal.has_value() && !std::isfinite(signal.value())) {
    return out_of_range("value: not a finite number");
  }
  if (signal.has_location()) return check(signal.location());
  return std::nullopt;
}

Result<core::Signal, DecodeFailure> within_limits(const v1::Signal& signal) {
  if (auto failure = check_limits(signal)) return *std::move(failure);
  auto read = wire::from_proto(signal);
  if (!read) return DecodeFailure{DecodeFailureKind::Malformed, one_line(read.error().detail)};
  return *std::move(read);
}

std::optional<std::size_t> utf8_length(std::string_view text) {
  if (!is_utf8(text)) return std::nullopt;
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kReasonBytes));
  for (char& letter : line) {
    if (letter == '\n' || letter == '\r' || letter == '\t') {
      letter = ' ';
    } else if (letter < ' ' || letter > '~') {
      letter = '?';
    }
  }
  return line;
}

}  // namespace varde::adapters
