// Devices on test or out of service, in events, snapshots and the API alike.
#include "broker/core/exception.h"

#include "broker/wire/event_bodies.h"
#include "broker/wire/values.h"

namespace varde::wire {
namespace {

void write(const core::ExceptionScope& scope, v1::ExceptionScope& out) {
  out.set_municipality(text(scope.municipality));
  out.set_device(text(scope.device));
  out.set_position(text(scope.position));
  out.set_site(text(scope.site));
  out.set_device_type(text(scope.device_type));
}

}  // namespace

core::ExceptionScope from_proto(const v1::ExceptionScope& in) {
  return {MunicipalityId(in.municipality()), DeviceId(in.device()), PositionId(in.position()),
          in.site(), in.device_type()};
}

void to_proto(const core::ServiceException& exception, v1::ServiceException& out) {
  out.set_id(exception.id.value());
  out.set_kind(to_code(exception.kind));
  write(exception.scope, *out.mutable_scope());
  out.set_user(text(exception.user));
  out.set_reason(text(exception.reason));
  to_proto(exception.since, *out.mutable_since());
  to_proto(exception.until, *out.mutable_until());
}

core::ServiceException read(const v1::ServiceException& in, Check& check) {
  if (!in.has_until()) check.missing("exception.until");
  return {ExceptionId(in.id()),
          check.code<core::ExceptionKind>(in.kind(), "exception.kind"),
          from_proto(in.scope()),
          UserId(in.user()),
          in.reason(),
          from_proto(in.since()),
          from_proto(in.until())};
}

void to_proto(const core::ExceptionBegun& begun, v1::ExceptionBegun& out) {
  to_proto(begun.exception, *out.mutable_exception());
}

core::ExceptionBegun read(const v1::ExceptionBegun& in, Check& check) {
  return {read(in.exception(), check)};
}

void to_proto(const core::ExceptionEnded& ended, v1::ExceptionEnded& out) {
  out.set_exception(ended.exception.value());
  out.set_user(text(ended.user));
}

core::ExceptionEnded read(const v1::ExceptionEnded& in) {
  return {ExceptionId(in.exception()), UserId(in.user())};
}

}  // namespace varde::wire
