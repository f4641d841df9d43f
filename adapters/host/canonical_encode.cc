#include "adapters/host/canonical_encode.h"

#include <google/protobuf/util/json_util.h>

#include "broker/base/assert.h"
#include "broker/wire/events.h"
#include "varde/v1/signal.pb.h"

namespace varde::adapters {
namespace {

std::string to_json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  VARDE_ASSERT(status.ok());
  return json;
}

}  // namespace

std::string encode_canonical(const core::Signal& signal, Form form) {
  v1::Signal out;
  wire::to_proto(signal, out);
  return form == Form::Json ? to_json(out) : out.SerializeAsString();
}

std::string encode_response_notice(const core::TellDevice& notice) {
  v1::ResponseNotice out;
  out.set_alarm(notice.alarm.value());
  out.set_type(static_cast<v1::AlarmType::Code>(notice.type));
  out.set_response(static_cast<v1::ResponseState::Code>(notice.response));
  return to_json(out);
}

std::string encode_command_notice(const core::Effect& effect) {
  const auto& send = std::get<core::SendCommand>(effect.what);
  v1::CommandNotice out;
  out.set_command(static_cast<v1::DeviceCommand::Code>(send.command));
  out.set_id(effect.id.value());
  out.set_alarm(send.alarm.value());
  wire::to_proto(effect.expires_at, *out.mutable_expires_at());
  return to_json(out);
}

std::string encode_stored_notice(LogPosition position, AlarmId alarm, bool known) {
  v1::StoredNotice out;
  out.set_position(position.value());
  out.set_alarm(alarm.value());
  out.set_known(known);
  return to_json(out);
}

}  // namespace varde::adapters
