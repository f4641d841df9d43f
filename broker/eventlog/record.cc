#include "broker/eventlog/record.h"

#include <optional>
#include <utility>

#include "broker/eventlog/keys.h"
#include "broker/wire/events.h"
#include "varde/v1/event.pb.h"

namespace varde::eventlog {

std::string encode(LogPosition position, std::string_view previous_sha256,
                   const core::Event& event) {
  v1::Record out;
  out.set_position(position.value());
  out.set_previous_sha256(std::string(previous_sha256));
  wire::to_proto(event, *out.mutable_event());
  return out.SerializeAsString();
}

Result<Record, LogError> decode(std::string_view bytes, LogPosition position) {
  v1::Record in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return LogError{LogErrorCode::DamagedRecord, "not a record", position};
  if (in.position() != position.value())
    return LogError{LogErrorCode::DamagedRecord, "the record of another position", position};
  auto event = wire::from_proto(in.event());
  if (event.has_error()) {
    const wire::WireError& error = event.error();
    if (error.later)
      return LogError{LogErrorCode::NotALog, "written by a later version: " + error.detail,
                      position};
    return LogError{LogErrorCode::DamagedRecord, error.detail, position};
  }
  return Record{position, std::move(*in.mutable_previous_sha256()), std::move(*event)};
}

Result<core::Event, LogError> Chain::follow(std::string_view key, std::string_view value) {
  const LogPosition expected = end_.next();
  const std::optional<LogPosition> position = parse_position_key(key);
  if (!position) return LogError{LogErrorCode::DamagedRecord, "its key is no position", expected};
  if (*position != expected) return LogError{LogErrorCode::BrokenChain, "it is missing", expected};
  auto record = decode(value, expected);
  if (record.has_error()) return record.error();
  if (record->previous_sha256 != hash_)
    return LogError{LogErrorCode::BrokenChain, "it does not continue the record before", expected};
  end_ = expected;
  hash_ = bytes_of(sha256(value));
  return std::move(record->event);
}

std::string Chain::extend(const core::Event& event) {
  std::string bytes = encode(end_.next(), hash_, event);
  end_ = end_.next();
  hash_ = bytes_of(sha256(bytes));
  return bytes;
}

}  // namespace varde::eventlog
