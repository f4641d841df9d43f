#include "broker/api/alarm_story.h"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "broker/api/json.h"
#include "broker/wire/events.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

std::optional<core::Alarm> fold_alarm(std::span<const eventlog::StoredEvent> events) {
  if (events.empty()) return std::nullopt;
  const auto* raised = std::get_if<core::AlarmRaised>(&events.front().event.body);
  if (raised == nullptr) return std::nullopt;
  core::Alarm alarm = core::raise(*raised, events.front().event.at);
  for (const auto& stored : events.subspan(1)) {
    alarm = core::evolve(std::move(alarm), stored.event);
  }
  return alarm;
}

std::string to_history(std::span<const eventlog::StoredEvent> events) {
  std::string history;
  for (const auto& stored : events) {
    v1::HistoryEntry entry;
    entry.set_log_position(stored.position.value());
    wire::to_proto(stored.event, *entry.mutable_event());
    if (!history.empty()) history += ',';
    history += to_json(entry);
  }
  return history;
}

}  // namespace

Result<AlarmStory, eventlog::LogError> read_story(const eventlog::EventLog& log, AlarmId id,
                                                  std::size_t entries, bool fold) {
  // One more than is shown, to know whether there are more.
  const auto stored = log.read_alarm(id, fold ? kEventsToFold : entries + 1);
  if (!stored) return stored.error();
  const std::span<const eventlog::StoredEvent> all(*stored);
  const auto newest = all.last(std::min(entries, all.size()));
  AlarmStory story;
  if (fold) story.alarm = fold_alarm(all);
  story.history = to_history(newest);
  story.cut = newest.size() < all.size();
  return story;
}

}  // namespace varde::api
