// Reading the queue and single alarms.
#include <spdlog/spdlog.h>

#include <utility>

#include "broker/api/alarm_story.h"
#include "broker/api/alarm_view.h"
#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/json.h"
#include "broker/api/problem.h"
#include "broker/api/stream_frames.h"

namespace varde::api {
namespace {

constexpr std::size_t kHistory = 200;
constexpr std::size_t kLongestHistory = 1'000;

std::string row_of(const Context& context, const core::Alarm& alarm) {
  if (const auto row = context.model.row(alarm.id)) return *row;
  v1::AlarmView view;
  to_view(alarm, context.model.state(), view);
  return to_json(view);
}

Response detail(const Context& context, const core::Actor& actor, AlarmId id,
                const AlarmStory& story) {
  const core::Alarm* alarm = context.model.find(id);
  if (alarm == nullptr && story.alarm) alarm = &*story.alarm;
  if (alarm == nullptr || !core::in_scope(actor, alarm->municipality)) {
    return problem(core::Refusal::AlarmNotFound);
  }
  return json_answer("{\"alarm\":" + row_of(context, *alarm) + ",\"history\":[" + story.history +
                     "],\"history_cut\":" + (story.cut ? "true" : "false") + "}");
}

}  // namespace

void list_alarms(Context& context, Call call, Respond respond) {
  respond(json_answer("{\"log_position\":\"" + std::to_string(context.model.position().value()) +
                      "\"," + alarm_lists(context.model, call.who->actor) + "}"));
}

void show_alarm(Context& context, Call call, Respond respond) {
  const auto entries = count_of(call, "history", kHistory, kLongestHistory);
  if (!entries) {
    return respond(
        problem(400, "history: a number from 1 to " + std::to_string(kLongestHistory) + "."));
  }
  const AlarmId id(to_number(call.id).value_or(0));
  if (id.none()) return respond(problem(core::Refusal::AlarmNotFound));
  const bool fold = context.model.find(id) == nullptr;
  const bool taken = context.readers.run([&context, id, entries = *entries, fold,
                                          actor = call.who->actor, respond]() -> WorkPool::Then {
    auto story = read_story(context.log, id, entries, fold);
    return [&context, id, actor, respond, story = std::move(story)] {
      if (story) return respond(detail(context, actor, id, *story));
      spdlog::error("cannot read alarm {} from the log: {}", id.value(), story.error().detail);
      respond(try_again(503, 5, "The log cannot be read."));
    };
  });
  if (!taken) respond(try_again(503, 1, "Too many read the log at the same time."));
}

}  // namespace varde::api
