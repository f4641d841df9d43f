// Effects, in events and snapshots alike.
#include <variant>

#include "broker/base/overload.h"
#include "broker/wire/values.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.
using wire::to_proto;

void to_proto(const core::TellDevice& value, v1::TellDevice& out) {
  out.set_link(text(value.link));
  out.set_municipality(text(value.device.municipality));
  out.set_device(text(value.device.device));
  out.set_alarm(value.alarm.value());
  out.set_type(to_code(value.type));
  out.set_response(to_code(value.response));
}

core::TellDevice read(const v1::TellDevice& in, Check& check) {
  core::TellDevice out;
  out.link = LinkId(in.link());
  out.device = {MunicipalityId(in.municipality()), DeviceId(in.device())};
  out.alarm = AlarmId(in.alarm());
  out.type = check.code<core::AlarmType>(in.type(), "tell_device.type");
  out.response = check.code<core::ResponseState>(in.response(), "tell_device.response");
  return out;
}

void to_proto(const core::Notify& value, v1::Notify& out) {
  out.set_receiver(text(value.receiver));
  out.set_channel(to_code(value.channel));
  out.set_address(text(value.address));
  out.set_person(text(value.person));
  out.set_alarm(value.alarm.value());
  out.set_step(value.step);
  out.set_round(value.round);
  out.set_text(text(value.text));
}

core::Notify read(const v1::Notify& in, Check& check) {
  core::Notify out;
  out.receiver = ReceiverId(in.receiver());
  out.channel = check.code<core::Channel>(in.channel(), "notify.channel");
  out.address = in.address();
  out.person = PersonId(in.person());
  out.alarm = AlarmId(in.alarm());
  out.step = in.step();
  out.round = in.round();
  out.text = in.text();
  return out;
}

void to_proto(const core::SendCommand& value, v1::SendCommand& out) {
  out.set_link(text(value.link));
  out.set_municipality(text(value.device.municipality));
  out.set_device(text(value.device.device));
  out.set_command(to_code(value.command));
  out.set_alarm(value.alarm.value());
  out.set_user(text(value.user));
}

core::SendCommand read(const v1::SendCommand& in, Check& check) {
  core::SendCommand out;
  out.link = LinkId(in.link());
  out.device = {MunicipalityId(in.municipality()), DeviceId(in.device())};
  out.command = check.code<core::DeviceCommand>(in.command(), "send_command.command");
  out.alarm = AlarmId(in.alarm());
  out.user = UserId(in.user());
  return out;
}

}  // namespace

void to_proto(const core::Effect& effect, v1::EffectRequested& out) {
  out.set_effect(effect.id.value());
  to_proto(effect.expires_at, *out.mutable_expires_at());
  std::visit(
      Overload{
          [&](const core::TellDevice& tell) { to_proto(tell, *out.mutable_tell_device()); },
          [&](const core::Notify& notify) { to_proto(notify, *out.mutable_notify()); },
          [&](const core::SendCommand& send) { to_proto(send, *out.mutable_send_command()); },
      },
      effect.what);
}

core::Effect read(const v1::EffectRequested& in, Check& check) {
  core::Effect out;
  out.id = EffectId(in.effect());
  if (!in.has_expires_at()) check.missing("effect_requested.expires_at");
  out.expires_at = from_proto(in.expires_at());
  switch (in.what_case()) {
    case v1::EffectRequested::kTellDevice: out.what = read(in.tell_device(), check); break;
    case v1::EffectRequested::kNotify: out.what = read(in.notify(), check); break;
    case v1::EffectRequested::kSendCommand: out.what = read(in.send_command(), check); break;
    case v1::EffectRequested::WHAT_NOT_SET:
      check.no_alternative("effect_requested.what", in);
      break;
  }
  return out;
}

}  // namespace varde::wire
