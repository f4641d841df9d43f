// What a person does to an alarm. Whether they may, and what comes of it, the core decides.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "broker/api/alarm_story.h"
#include "broker/api/alarm_view.h"
#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/json.h"
#include "broker/api/problem.h"
#include "broker/core/limits.h"
#include "broker/wire/enums.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

using Act = decltype(core::Command::act);

bool is_key(const std::string& key) {
  return !key.empty() && key.size() <= core::limits::kCommandKeyBytes &&
         std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; });
}

Response command_answer(const Context& context, LogPosition durable, const std::string& row) {
  return json_answer("{\"log_position\":\"" +
                     std::to_string(std::max(durable, context.model.position()).value()) +
                     "\",\"alarm\":" + row + "}");
}

// A command was repeated so late that its alarm has left the memory.
void answer_from_log(Context& context, const engine::CommandDone& done, const Respond& respond) {
  const bool taken = context.readers.run([&context, done, respond]() -> WorkPool::Then {
    auto story = read_story(context.log, done.alarm, 1, true);
    return [&context, done, respond, story = std::move(story)] {
      if (!story || !story->alarm) {
        return respond(try_again(503, 5, "The command was done; its alarm cannot be read."));
      }
      v1::AlarmView view;
      to_view(*story->alarm, context.model.state().known, view);
      respond(command_answer(context, done.log_end, to_json(view)));
    };
  });
  if (!taken) respond(try_again(503, 1, "Too many read the log at the same time."));
}

Response refused(const Context& context, const core::Actor& actor, AlarmId id,
                 core::Refusal refusal) {
  const core::Alarm* alarm = context.model.find(id);
  // Not even that it once was is for those of other municipalities.
  if (alarm != nullptr && !core::in_scope(actor, alarm->municipality) &&
      refusal == core::Refusal::AlarmResolved) {
    return problem(core::Refusal::AlarmNotFound);
  }
  const bool owned =
      refusal == core::Refusal::AlreadyClaimed || refusal == core::Refusal::NotClaimedByYou;
  return problem(refusal, owned && alarm != nullptr ? alarm->owner.str() : std::string());
}

void answer(Context& context, const core::Actor& actor, AlarmId id,
            const engine::CommandAnswer& outcome, const Respond& respond) {
  context.feed.drain();  // What was committed before the answer was handed over before it.
  if (!outcome) return respond(refused(context, actor, id, outcome.error()));
  context.feed.when_at(outcome->log_end, [&context, done = *outcome, respond] {
    const auto row = context.model.row(done.alarm);
    if (row == nullptr) return answer_from_log(context, done, respond);
    respond(command_answer(context, done.log_end, *row));
  });
}

void submit(Context& context, const Call& call, Act act, Respond respond) {
  const auto& key = call.request.idempotency_key;
  if (key && !is_key(*key)) {
    return respond(problem(400, "Idempotency-Key: 1 to 64 visible ASCII characters."));
  }
  const AlarmId id(to_number(call.id).value_or(0));
  const core::Actor& actor = call.who->actor;
  core::Command command{actor, key.value_or(""), id, std::move(act)};
  const auto held = std::make_shared<Respond>(std::move(respond));
  const bool taken = context.engine.command(
      std::move(command),
      // Moved out of what the engine holds: the connection behind it must be let go of on the
      // thread of the io_context.
      [io = context.io, &context, actor, id, held](engine::CommandAnswer outcome) {
        io.post([&context, actor, id, outcome, respond = std::move(*held)] {
          answer(context, actor, id, outcome, respond);
        });
      });
  if (!taken) (*held)(try_again(503, 1, "Too much waits to be decided. Nothing was done."));
}

// Reads the body as a Message and submits what `to_act` makes of it.
template <class Message, class ToAct>
void submit_body(Context& context, const Call& call, ToAct to_act, Respond respond) {
  Message message;
  if (const auto parsed = parse_json(call.request.body, message); !parsed) {
    return respond(problem(400, parsed.error().detail));
  }
  submit(context, call, to_act(message), std::move(respond));
}

}  // namespace

void claim(Context& context, Call call, Respond respond) {
  submit(context, call, core::Claim{}, std::move(respond));
}

void release(Context& context, Call call, Respond respond) {
  submit(context, call, core::Release{}, std::move(respond));
}

void acknowledge(Context& context, Call call, Respond respond) {
  submit(context, call, core::Acknowledge{}, std::move(respond));
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
        // parse_json lets only numbers through that are words.
        const auto outcome = wire::from_code<core::Outcome>(request.outcome());
        return core::Resolve{outcome.value_or(core::Outcome::Unspecified), request.text()};
      },
      std::move(respond));
}

}  // namespace varde::api
