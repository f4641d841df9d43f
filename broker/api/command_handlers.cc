// What a person does to an alarm. Whether they may, and what comes of it, the core decides.
#include <utility>

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

// Reads the body as a Message and submits what `to_act` makes of it.
template <class Message, class ToAct>
void submit_body(Context& context, const Call& call, ToAct to_act, Respond respond) {
  with_body<Message>(call, std::move(respond), [&](const Message& message, Respond answer) {
    submit(context, call, alarm_in(call), to_act(message), std::move(answer));
  });
}

}  // namespace

void claim(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::Claim{}, std::move(respond));
}

void release(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::Release{}, std::move(respond));
}

void acknowledge(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::Acknowledge{}, std::move(respond));
}

void add_note(Context& context, Call call, Respond respond) {
  submit_body<v1::NoteRequest>(
      context, call, [](const auto& note) { return core::AddNote{note.text()}; },
      std::move(respond));
}

void dispatch(Context& context, Call call, Respond respond) {
  submit_body<v1::DispatchRequest>(
      context, call,
      [](const auto& request) {
        return core::Dispatch{request.responder(), request.text()};
      },
      std::move(respond));
}

void resolve(Context& context, Call call, Respond respond) {
  submit_body<v1::ResolveRequest>(
      context, call,
      [](const auto& request) {
        return core::Resolve{word<core::Outcome>(request.outcome()), request.text()};
      },
      std::move(respond));
}

void shelve(Context& context, Call call, Respond respond) {
  submit_body<v1::ShelveRequest>(
      context, call,
      [](const auto& request) {
        return core::Shelve{request.reason(), wire::from_proto(request.duration())};
      },
      std::move(respond));
}

void unshelve(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::Unshelve{}, std::move(respond));
}

void offer(Context& context, Call call, Respond respond) {
  submit_body<v1::OfferRequest>(
      context, call, [](const auto& request) { return core::OfferClaim{UserId(request.to())}; },
      std::move(respond));
}

void accept(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::AcceptClaim{}, std::move(respond));
}

void decline(Context& context, Call call, Respond respond) {
  submit(context, call, alarm_in(call), core::DeclineClaim{}, std::move(respond));
}

void claim_next(Context& context, Call call, Respond respond) {
  submit(context, call, AlarmId(), core::ClaimNext{}, std::move(respond));
}

}  // namespace varde::api
