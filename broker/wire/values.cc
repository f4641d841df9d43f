#include "broker/wire/values.h"

#include <algorithm>
#include <cstdint>

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

namespace varde::wire {
namespace {

// What google.protobuf.Timestamp can mean, and JSON can print: the years 1 to 9999.
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int32_t kNanosPerMicro = 1'000;
constexpr std::int32_t kLastNano = 999'999'999;

// What google.protobuf.Duration can mean.
constexpr std::int64_t kMostSeconds = 315'576'000'000;

}  // namespace

void Check::unknown(std::string_view field, int number) {
  note(field, " has the unknown number " + std::to_string(number), true);
}

void Check::no_alternative(std::string_view field, const google::protobuf::Message& message) {
  const auto& unknown_fields = message.GetReflection()->GetUnknownFields(message);
  if (unknown_fields.empty()) {
    missing(field);
  } else {
    note(field, " is the unknown field " + std::to_string(unknown_fields.field(0).number()), true);
  }
}

void Check::note(std::string_view field, std::string_view what, bool later) {
  if (error_) return;
  error_ = WireError{std::string(field) + std::string(what), later};
}

void to_proto(Instant instant, google::protobuf::Timestamp& out) {
  const std::int64_t micros =
      std::clamp<std::int64_t>(instant.time_since_epoch().count(), kFirstSecond * kMicros,
                               kLastSecond * kMicros + (kMicros - 1));
  std::int64_t seconds = micros / kMicros;
  std::int64_t rest = micros % kMicros;
  if (rest < 0) {  // Before 1970: `nanos` counts forward all the same.
    seconds -= 1;
    rest += kMicros;
  }
  out.set_seconds(seconds);
  out.set_nanos(static_cast<std::int32_t>(rest) * kNanosPerMicro);
}

Instant from_proto(const google::protobuf::Timestamp& in) {
  const std::int64_t seconds = std::clamp(in.seconds(), kFirstSecond, kLastSecond);
  const std::int32_t nanos = std::clamp(in.nanos(), 0, kLastNano);
  return Instant(Duration(seconds * kMicros + nanos / kNanosPerMicro));
}

void to_proto(Duration duration, google::protobuf::Duration& out) {
  const std::int64_t micros =
      std::clamp<std::int64_t>(duration.count(), -kMostSeconds * kMicros, kMostSeconds * kMicros);
  out.set_seconds(micros / kMicros);  // Both parts of one sign.
  out.set_nanos(static_cast<std::int32_t>(micros % kMicros) * kNanosPerMicro);
}

Duration from_proto(const google::protobuf::Duration& in) {
  const std::int64_t seconds = std::clamp(in.seconds(), -kMostSeconds, kMostSeconds);
  const std::int32_t nanos = std::clamp(in.nanos(), -kLastNano, kLastNano);
  return Duration(seconds * kMicros + nanos / kNanosPerMicro);
}

void to_proto(const core::SignalKey& key, v1::SignalKey& out) {
  out.set_boot(text(key.boot));
  out.set_sequence(key.sequence);
}

core::SignalKey read(const v1::SignalKey& in) { return {in.boot(), in.sequence()}; }

void to_proto(const core::DeviceRef& ref, v1::DeviceRef& out) {
  out.set_municipality(text(ref.municipality));
  out.set_device(text(ref.device));
}

core::DeviceRef read(const v1::DeviceRef& in) {
  return {MunicipalityId(in.municipality()), DeviceId(in.device())};
}

void to_proto(const core::GeoPoint& point, v1::GeoPoint& out) {
  out.set_latitude(point.latitude);
  out.set_longitude(point.longitude);
  out.set_accuracy_m(point.accuracy_m);
}

core::GeoPoint read(const v1::GeoPoint& in) {
  return {in.latitude(), in.longitude(), in.accuracy_m()};
}

void to_proto(const core::RawMessage& raw, v1::RawMessage& out) {
  out.set_link(text(raw.link));
  out.set_sender(text(raw.sender));
  out.set_topic(text(raw.topic));
  out.set_payload(raw.payload);
  to_proto(raw.received_at, *out.mutable_received_at());
  out.set_retained(raw.retained);
  out.set_payload_size(raw.payload_size);
}

core::RawMessage read(const v1::RawMessage& in, Check& check) {
  if (!in.has_received_at()) check.missing("raw.received_at");
  return {LinkId(in.link()), in.sender(),       in.topic(),
          in.payload(),      in.payload_size(), from_proto(in.received_at()),
          in.retained()};
}

void to_proto(const core::Signal& signal, v1::Signal& out) {
  out.set_kind(to_code(signal.kind));
  out.set_state(to_code(signal.state));
  if (signal.key) {
    out.set_boot(text(signal.key->boot));
    out.set_sequence(signal.key->sequence);
  }
  if (signal.device_time) to_proto(*signal.device_time, *out.mutable_device_time());
  if (signal.network_time) to_proto(*signal.network_time, *out.mutable_network_time());
  if (signal.value) out.set_value(*signal.value);
  out.set_unit(text(signal.unit));
  out.set_text(text(signal.text));
  if (signal.location) to_proto(*signal.location, *out.mutable_location());
  out.set_history(signal.history);
  out.set_level(signal.level);
}

core::Signal read(const v1::Signal& in, Check& check) {
  core::Signal out;
  out.kind = check.code<core::SignalKind>(in.kind(), "signal.kind");
  out.state = check.code<core::SignalState>(in.state(), "signal.state");
  if (in.has_sequence()) out.key = core::SignalKey{in.boot(), in.sequence()};
  if (in.has_device_time()) out.device_time = from_proto(in.device_time());
  if (in.has_network_time()) out.network_time = from_proto(in.network_time());
  if (in.has_value()) out.value = in.value();
  out.unit = in.unit();
  out.text = in.text();
  if (in.has_location()) out.location = read(in.location());
  out.history = in.history();
  out.level = in.level();
  return out;
}

Result<core::Signal, WireError> from_proto(const v1::Signal& in) {
  Check check;
  core::Signal out = read(in, check);
  if (check.error()) return *check.error();
  return out;
}

void to_proto(const core::AlarmRaised& raised, v1::AlarmRaised& out) {
  out.set_alarm(raised.alarm.value());
  out.set_municipality(text(raised.municipality));
  out.set_position(text(raised.position));
  to_proto(raised.device, *out.mutable_device());
  out.set_type(to_code(raised.type));
  out.set_priority(to_code(raised.priority));
  to_proto(raised.respond_by, *out.mutable_respond_by());
  out.set_rule(text(raised.rule));
  out.set_cause(raised.cause.value());
  if (raised.key) to_proto(*raised.key, *out.mutable_key());
  out.set_test(raised.test);
  out.set_incident(raised.incident.value());
  out.set_policy(text(raised.policy));
  if (raised.escalate_at) to_proto(*raised.escalate_at, *out.mutable_escalate_at());
}

core::AlarmRaised read(const v1::AlarmRaised& in, Check& check) {
  core::AlarmRaised out;
  out.alarm = AlarmId(in.alarm());
  out.municipality = MunicipalityId(in.municipality());
  out.position = PositionId(in.position());
  out.device = read(in.device());
  out.type = check.code<core::AlarmType>(in.type(), "alarm_raised.type");
  out.priority = check.code<core::Priority>(in.priority(), "alarm_raised.priority");
  if (!in.has_respond_by()) check.missing("alarm_raised.respond_by");
  out.respond_by = from_proto(in.respond_by());
  out.rule = in.rule();
  out.cause = LogPosition(in.cause());
  if (in.has_key()) out.key = read(in.key());
  out.test = in.test();
  out.incident = IncidentId(in.incident());
  out.policy = PolicyId(in.policy());
  if (in.has_escalate_at()) out.escalate_at = from_proto(in.escalate_at());
  return out;
}

}  // namespace varde::wire
