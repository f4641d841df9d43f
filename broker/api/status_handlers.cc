// How the broker is, for people and for machines.
#include <spdlog/spdlog.h>
#include <algorithm>
#include <set>
#include <utility>

#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/link_views.h"
#include "broker/api/problem.h"
#include "broker/api/stream_frames.h"
#include "broker/base/secret.h"
#include "broker/wire/events.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

constexpr std::size_t kUndecoded = 50;
constexpr std::size_t kMostUndecoded = 500;

// Of a payload, so much is shown; `payload_size` tells how much there was.
constexpr std::size_t kPayloadShown = 4 * 1024;

// The municipalities that are somebody's, but not the actor's. What names none of the register is
// everybody's.
std::set<MunicipalityId> hidden_from(const core::Actor& actor, const core::Register& known) {
  std::set<MunicipalityId> hidden;
  for (const auto& [id, municipality] : known.municipalities) {
    if (!core::in_scope(actor, id)) hidden.insert(id);
  }
  return hidden;
}

Result<v1::UndecodedList, eventlog::LogError> read_undecoded(const eventlog::EventLog& log,
                                                             const std::set<MunicipalityId>& hidden,
                                                             std::size_t limit) {
  const auto stored = log.read_undecodable(kMostUndecoded, kPayloadShown);
  if (!stored) return stored.error();
  v1::UndecodedList list;
  for (const auto& one : *stored) {
    v1::Event event;
    wire::to_proto(one.event, event);
    auto& message = *event.mutable_message_undecodable();
    if (hidden.contains(MunicipalityId(message.municipality()))) continue;
    list.set_total(list.total() + 1);
    if (list.total() > limit) continue;
    v1::UndecodedEntry& entry = *list.add_entries();
    entry.set_log_position(one.position.value());
    entry.mutable_at()->Swap(event.mutable_at());
    entry.mutable_message()->Swap(&message);
  }
  return list;
}

bool may_read_metrics(const Context& context, const Request& request) {
  if (request.loopback && !request.forwarded) return true;
  return !context.metrics_token.empty() &&
         equal_secrets(request.authorization, "Bearer " + context.metrics_token);
}

}  // namespace

void list_undecoded(Context& context, Call call, Respond respond) {
  const auto limit = count_of(call, "limit", kUndecoded, kMostUndecoded);
  if (!limit) {
    return respond(
        problem(400, "limit: a number from 1 to " + std::to_string(kMostUndecoded) + "."));
  }
  const bool taken = context.readers.run(
      [&log = context.log, limit = *limit, respond,
       hidden = hidden_from(call.who->actor, context.model.state().known)]() -> WorkPool::Then {
        auto list = read_undecoded(log, hidden, limit);
        if (!list) {
          spdlog::error("cannot read the log: {}", list.error().detail);
          return [respond] { respond(try_again(503, 5, "The log cannot be read.")); };
        }
        return [respond, answer = json_answer(*list)] { respond(answer); };
      });
  if (!taken) respond(try_again(503, 1, "Too many read the log at the same time."));
}

void show_status(Context& context, Call call, Respond respond) {
  const core::State& state = context.model.state();
  const auto visible = std::ranges::count_if(state.alarms.open(), [&](const auto& entry) {
    return is_shown(call.who->actor, entry.second);
  });
  v1::Status status;
  status.set_version(context.version);
  status.set_log_position(context.model.position().value());
  status.set_open_alarms(static_cast<std::uint32_t>(visible));
  status.set_storage(context.engine.storage_low() ? v1::StorageState::low : v1::StorageState::ok);
  put_links(state, *status.mutable_links());
  wire::to_proto(context.clock.now(), *status.mutable_now());
  respond(json_answer(status));
}

void show_health(Context&, Call, Respond respond) { respond(text_answer(200, "ok\n")); }

void show_readiness(Context& context, Call, Respond respond) {
  const bool stuck = context.engine.counters().commit_under_way >= engine::kSlowCommit;
  const bool low = context.engine.storage_low();
  if (!stuck && !low) return respond(text_answer(200, "ready\n"));
  Response response =
      text_answer(503, stuck ? "the disk does not answer: nothing is acknowledged meanwhile\n"
                             : "storage is low: messages from the field are refused\n");
  response.headers.emplace_back("Retry-After", "10");
  respond(std::move(response));
}

void show_metrics(Context& context, Call call, Respond respond) {
  if (!may_read_metrics(context, call.request)) {
    return respond(problem(403, "Metrics are for this machine, or for those with the token."));
  }
  Response response =
      text_answer(200, context.metrics.text(context.engine, context.model, context.hub.size()));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  respond(std::move(response));
}

void want_upgrade(Context&, Call, Respond respond) {
  Response response = problem(426, "The stream is a WebSocket.");
  response.headers.emplace_back("Upgrade", "websocket");
  respond(std::move(response));
}

}  // namespace varde::api
