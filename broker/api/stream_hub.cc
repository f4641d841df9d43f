#include "broker/api/stream_hub.h"

#include <algorithm>
#include <utility>

#include "broker/api/stream_frames.h"

namespace varde::api {
namespace {

// A snapshot that others are being sent is good for one more client while no more than so many
// alarms have changed since; those follow as a delta.
constexpr std::size_t kChangesAfterShared = 100;

// Clients of one scope, who all see tests or all do not, get the same snapshot.
std::string scope_of(const core::Actor& actor) {
  std::vector<std::string> names;
  for (const MunicipalityId& one : actor.municipalities) names.push_back(one.str());
  std::ranges::sort(names);
  std::string scope = sees_tests(actor.role) ? "tests\n\n" : "\n";
  for (const std::string& name : names) scope += name + "\n";
  return scope;
}

}  // namespace

StreamHub::StreamHub(const ReadModel& model, Hooks hooks, std::size_t limit, std::size_t per_log_in)
    : model_(model), hooks_(std::move(hooks)), limit_(limit), per_log_in_(per_log_in) {}

std::optional<StreamHub::Client> StreamHub::open(const StreamRequest& request, StreamSink& sink) {
  if (clients_.size() >= limit_) return std::nullopt;
  const auto same = sessions_.find(request.actor.session);
  if (same != sessions_.end() && same->second >= per_log_in_) return std::nullopt;
  const Client id = ++newest_;
  State& client = clients_[id];
  client.actor = request.actor;
  client.sink = &sink;
  resume(client, request);
  if (++sessions_[request.actor.session] == 1) {
    hooks_.present(request.actor);
  }
  send_next(client);
  return id;
}

void StreamHub::sent(Client id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  found->second.busy = false;
  send_next(found->second);
}

void StreamHub::closed(Client id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  const SessionId session = found->second.actor.session;
  clients_.erase(found);
  const auto streams = sessions_.find(session);
  if (--streams->second > 0) return;
  sessions_.erase(streams);
  hooks_.gone(session);
}

void StreamHub::changed(const std::vector<AlarmId>& alarms) {
  for (auto& [id, client] : clients_) {
    mark(client, alarms);
    send_next(client);
  }
}

void StreamHub::flush() {
  flush_at_.reset();
  for (auto& [id, client] : clients_) send_next(client);
}

void StreamHub::heartbeat(Instant now, bool storage_low) {
  heartbeat_ = std::make_shared<const std::string>(heartbeat_frame(model_, now, storage_low));
  for (auto& [id, client] : clients_) {
    client.wants_heartbeat = true;
    send_next(client);
  }
}

void StreamHub::end_if(const std::function<bool(const core::Actor&)>& over, StreamEnd why) {
  std::vector<StreamSink*> ending;  // A sink may close at once, and so change clients_.
  for (auto& [id, client] : clients_) {
    if (over(client.actor)) ending.push_back(client.sink);
  }
  for (StreamSink* sink : ending) sink->close(why);
}

void StreamHub::resume(State& client, const StreamRequest& request) const {
  if (!request.from || request.log_id != model_.log_id()) return;
  const auto alarms = model_.changed_since(*request.from);
  if (!alarms) return;
  client.position = *request.from;
  client.wants_snapshot = false;
  client.wants_delta = true;
  mark(client, *alarms);
}

void StreamHub::mark(State& client, const std::vector<AlarmId>& alarms) const {
  if (client.wants_snapshot) return;
  for (const AlarmId id : alarms) {
    const core::Alarm* alarm = model_.find(id);
    // Resolved so long ago that its row is gone: only the whole queue shows that it has left.
    if (alarm == nullptr) {
      client.wants_snapshot = true;
    } else if (is_shown(client.actor, *alarm)) {
      client.not_told.insert(id);
      client.critical = client.critical || alarm->priority == core::Priority::Critical;
    }
  }
  const std::size_t open = model_.state().alarms.open().size();
  const std::size_t behind = client.not_told.size();
  if (behind > kAlarmsPerDelta && behind > open / 2) client.wants_snapshot = true;
  if (client.wants_snapshot) client.not_told.clear();
}

void StreamHub::send_next(State& client) {
  if (client.busy) return;
  if (Frame frame = next_frame(client)) {
    client.busy = true;
    client.sink->send(std::move(frame));
  }
}

StreamHub::Frame StreamHub::next_frame(State& client) {
  if (client.wants_snapshot) return snapshot(client);
  if (!client.not_told.empty() || client.wants_delta) {
    const Duration spared = client.critical ? kDeltaInterval - kCriticalInterval : Duration::zero();
    const Steady from = client.delta_from - spared;
    if (hooks_.now() >= from) return delta(client);
    flush_at(from);
  }
  if (!client.wants_heartbeat) return nullptr;
  client.wants_heartbeat = false;
  return heartbeat_;
}

StreamHub::Frame StreamHub::snapshot(State& client) {
  client.wants_snapshot = false;
  client.wants_delta = false;
  Shared& shared = snapshots_[scope_of(client.actor)];
  Frame frame = shared.frame.lock();
  if (frame != nullptr) {
    const auto since = model_.changed_since(shared.position);
    if (since && since->size() <= kChangesAfterShared) {
      client.position = shared.position;
      mark(client, *since);
      if (!client.wants_snapshot) return frame;
      client.wants_snapshot = false;
    }
  }
  frame = std::make_shared<const std::string>(snapshot_frame(model_, client.actor));
  shared = {frame, model_.position()};
  client.position = model_.position();
  std::erase_if(snapshots_, [](const auto& entry) { return entry.second.frame.expired(); });
  return frame;
}

StreamHub::Frame StreamHub::delta(State& client) {
  for (const AlarmId id : client.not_told) {
    if (model_.find(id) != nullptr) continue;
    client.not_told.clear();
    return snapshot(client);
  }
  Frame frame =
      std::make_shared<const std::string>(delta_frame(model_, client.position, client.not_told));
  client.position = model_.position();
  client.not_told.clear();
  client.wants_delta = false;
  client.critical = false;
  client.delta_from = hooks_.now() + kDeltaInterval;
  return frame;
}

void StreamHub::flush_at(Steady at) {
  if (flush_at_ && *flush_at_ <= at) return;
  flush_at_ = at;
  hooks_.flush_at(at);
}

}  // namespace varde::api
