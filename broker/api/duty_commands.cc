// What a person does that is about no single alarm: exceptions, shifts, incidents, devices.
#include <utility>

#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/submit.h"
#include "broker/wire/enums.h"
#include "broker/wire/events.h"

namespace varde::api {
namespace {

// parse_json lets only numbers through that are words.
template <class Core>
Core word(typename wire::Words<Core>::Code code) {
  return wire::from_code<Core>(code).value_or(Core::Unspecified);
}

core::BeginException to_act(const v1::ExceptionRequest& request) {
  return {word<core::ExceptionKind>(request.kind()), wire::from_proto(request.scope()),
          request.reason(), wire::from_proto(request.duration())};
}

// The newest that `user` began so. Asked for again, a command begins none: it tells of the same.
const core::ServiceException* begun(const core::State& state, const UserId& user,
                                    const core::BeginException& act) {
  const auto& running = state.exceptions.running;
  for (auto it = running.rbegin(); it != running.rend(); ++it) {
    const core::ServiceException& one = it->second;
    if (one.user == user && one.kind == act.kind && one.scope == act.scope &&
        one.reason == act.reason) {
      return &one;
    }
  }
  return nullptr;
}

IncidentId incident_in(const Call& call) { return IncidentId(to_number(call.id).value_or(0)); }

}  // namespace

void begin_exception(Context& context, Call call, Respond respond) {
  with_body<v1::ExceptionRequest>(
      call, std::move(respond), [&](const auto& request, Respond answer) {
        const core::BeginException act = to_act(request);
        submit_other(context, call, AlarmId(), act, std::move(answer),
                     [act, user = call.who->actor.user](const Context& now, v1::DoneAnswer& out) {
                       if (const auto* one = begun(now.model.state(), user, act))
                         wire::to_proto(*one, *out.mutable_exception());
                     });
      });
}

void end_exception(Context& context, Call call, Respond respond) {
  const ExceptionId id(to_number(call.id).value_or(0));
  submit_other(context, call, AlarmId(), core::EndException{id}, std::move(respond));
}

void begin_shift(Context& context, Call call, Respond respond) {
  submit_other(context, call, AlarmId(), core::BeginShift{}, std::move(respond));
}

void end_shift(Context& context, Call call, Respond respond) {
  with_body<v1::EndShiftRequest>(
      call, std::move(respond), [&](const auto& request, Respond answer) {
        submit_other(context, call, AlarmId(), core::EndShift{request.note()}, std::move(answer));
      });
}

void acknowledge_incident(Context& context, Call call, Respond respond) {
  submit_other(context, call, AlarmId(), core::AcknowledgeIncident{incident_in(call)},
               std::move(respond));
}

void resolve_incident(Context& context, Call call, Respond respond) {
  with_body<v1::ResolveRequest>(call, std::move(respond), [&](const auto& request, Respond answer) {
    submit_other(context, call, AlarmId(),
                 core::ResolveIncident{incident_in(call), word<core::Outcome>(request.outcome()),
                                       request.text()},
                 std::move(answer));
  });
}

void command_device(Context& context, Call call, Respond respond) {
  with_body<v1::DeviceCommandRequest>(
      call, std::move(respond), [&](const auto& request, Respond answer) {
        const core::DeviceRef device{MunicipalityId(call.id), DeviceId(call.second_id)};
        submit_other(context, call, AlarmId(request.alarm()),
                     core::CommandDevice{device, word<core::DeviceCommand>(request.command())},
                     std::move(answer));
      });
}

}  // namespace varde::api
