// Hands what a person wishes to the engine, and answers once it is durable.
// Thread safety: the thread of the io_context.
#pragma once

#include <functional>
#include <utility>

#include "broker/api/call.h"
#include "broker/api/json.h"
#include "broker/api/problem.h"
#include "broker/core/input.h"
#include "varde/v1/api.pb.h"

namespace varde::api {

// Submits `act` for `alarm` (none: it is about none, or the core finds which); answers with the
// alarm it was done to (v1.CommandAnswer).
void submit(Context& context, const Call& call, AlarmId alarm, core::Act act, Respond respond);

// What is answered to an act that is about no single alarm; `context.model` has its outcome.
using Tell = std::function<void(const Context& context, v1::DoneAnswer& answer)>;

// The same for such an act (v1.DoneAnswer). `alarm`: for which; none: for none.
void submit_other(Context& context, const Call& call, AlarmId alarm, core::Act act, Respond respond,
                  Tell tell = {});

// The number in the path; none if it is none.
[[nodiscard]] AlarmId alarm_in(const Call& call);

// Reads the body as a Message and gives it to `then`, or answers 400.
template <class Message, class Then>
void with_body(const Call& call, Respond respond, Then then) {
  Message message;
  if (const auto parsed = parse_json(call.request.body, message); !parsed) {
    return respond(problem(400, parsed.error().detail));
  }
  then(message, std::move(respond));
}

}  // namespace varde::api
