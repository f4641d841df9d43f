#include "broker/api/submit.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>

#include "broker/api/alarm_story.h"
#include "broker/api/alarm_view.h"
#include "broker/api/answers.h"
#include "broker/core/limits.h"

namespace varde::api {
namespace {

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
      to_view(*story->alarm, context.model.state(), view);
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

void answer_with_alarm(Context& context, const engine::CommandDone& done, const Respond& respond) {
  const auto row = context.model.row(done.alarm);
  if (row == nullptr) return answer_from_log(context, done, respond);
  respond(command_answer(context, done.log_end, *row));
}

using Answer = std::function<void(Context&, const engine::CommandDone&, const Respond&)>;

void answer(Context& context, const core::Actor& actor, AlarmId id,
            const engine::CommandAnswer& outcome, const Answer& tell, const Respond& respond) {
  context.feed.drain();  // What was committed before the answer was handed over before it.
  if (!outcome) return respond(refused(context, actor, id, outcome.error()));
  context.feed.when_at(outcome->log_end, [&context, done = *outcome, tell, respond] {
    tell(context, done, respond);
  });
}

void hand_over(Context& context, const Call& call, AlarmId id, core::Act act, Answer tell,
               Respond respond) {
  const auto& key = call.request.idempotency_key;
  if (key && !is_key(*key)) {
    return respond(problem(400, "Idempotency-Key: 1 to 64 visible ASCII characters."));
  }
  const core::Actor& actor = call.who->actor;
  core::Command command{actor, key.value_or(""), id, std::move(act)};
  const auto held = std::make_shared<Respond>(std::move(respond));
  const bool taken = context.engine.command(
      std::move(command),
      // Moved out of what the engine holds: the connection behind it must be let go of on the
      // thread of the io_context.
      [io = context.io, &context, actor, id, tell = std::move(tell),
       held](engine::CommandAnswer outcome) {
        io.post([&context, actor, id, outcome, tell, respond = std::move(*held)] {
          answer(context, actor, id, outcome, tell, respond);
        });
      });
  if (!taken) (*held)(try_again(503, 1, "Too much waits to be decided. Nothing was done."));
}

}  // namespace

void submit(Context& context, const Call& call, AlarmId alarm, core::Act act, Respond respond) {
  hand_over(context, call, alarm, std::move(act), answer_with_alarm, std::move(respond));
}

void submit_other(Context& context, const Call& call, AlarmId alarm, core::Act act, Respond respond,
                  Tell tell) {
  hand_over(
      context, call, alarm, std::move(act),
      [tell = std::move(tell)](Context& now, const engine::CommandDone& done,
                               const Respond& answered) {
        v1::DoneAnswer body;
        body.set_log_position(std::max(done.log_end, now.model.position()).value());
        if (tell) tell(now, body);
        answered(json_answer(body));
      },
      std::move(respond));
}

AlarmId alarm_in(const Call& call) { return AlarmId(to_number(call.id).value_or(0)); }

}  // namespace varde::api
