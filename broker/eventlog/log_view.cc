#include "broker/eventlog/log_view.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "broker/eventlog/keys.h"
#include "broker/eventlog/meta.h"
#include "broker/eventlog/snapshots.h"

namespace varde::eventlog {
namespace {

constexpr LogPosition kFirst{1};

void cut_payload(core::Event& event, std::size_t bytes) {
  auto* message = std::get_if<core::MessageUndecodable>(&event.body);
  if (message == nullptr || message->raw.payload.size() <= bytes) return;
  // A copy: a string that is only made shorter keeps its memory.
  message->raw.payload = message->raw.payload.substr(0, bytes);
}

// The last key that may stand behind `prefix` in the index.
std::string last_of(const std::string& prefix) {
  return prefix + position_key(LogPosition(~std::uint64_t{0}));
}

// True if the undecodable message at `position` has been decoded since. An error is the cursor's.
bool is_replayed(Cursor& index, LogPosition position) {
  const std::string prefix = replayed_prefix(position);
  index.seek(prefix);
  return index.valid() && index.key().starts_with(prefix);
}

}  // namespace

Result<Tail, LogError> read_tail(const Storage& storage) {
  const auto cursor = storage.cursor(Family::Log);
  cursor->seek_last();
  if (!cursor->valid()) {
    if (auto error = cursor->error()) return *error;
    return Tail{};
  }
  const auto position = parse_position_key(cursor->key());
  if (!position || position->none())
    return LogError{LogErrorCode::DamagedRecord, "the last key is no position", {}};
  const auto record = decode(cursor->value(), *position);
  if (record.has_error()) return record.error();
  return Tail{Chain(*position, sha256(cursor->value())), record->event.at};
}

Result<std::unique_ptr<LogView>, LogError> LogView::over(std::unique_ptr<Storage> storage) {
  auto id = read_log_id(*storage);
  if (id.has_error()) return id.error();
  if (!*id) return LogError{LogErrorCode::NotALog, "an empty database", {}};
  std::unique_ptr<LogView> view(new LogView(std::move(storage), **id, LogPosition()));
  if (auto found = view->find_end(); !found) return found.error();
  return view;
}

LogView::LogView(std::unique_ptr<Storage> storage, std::string id, LogPosition end)
    : storage_(std::move(storage)), id_(std::move(id)), end_(end.value()) {}

Result<CommitToken, LogError> LogView::append(std::span<const core::Event> /*events*/,
                                              LogPosition /*expected_end*/,
                                              std::span<const LinkRecord> /*records*/) {
  return LogError{LogErrorCode::Storage, "the log is open for reading only", {}};
}

Result<void, LogError> LogView::put_snapshot(const core::State& /*state*/) {
  return LogError{LogErrorCode::Storage, "the log is open for reading only", {}};
}

Result<void, LogError> LogView::read_link_records(
    std::string_view prefix,
    const std::function<void(std::string_view key, std::string_view value)>& each) const {
  const auto cursor = storage_->cursor(Family::Link);
  for (cursor->seek(prefix); cursor->valid() && cursor->key().starts_with(prefix); cursor->next()) {
    each(cursor->key(), cursor->value());
  }
  if (auto error = cursor->error()) return *std::move(error);
  return {};
}

Result<void, LogError> LogView::look_again() {
  if (auto fresh = storage_->refresh(); !fresh) return fresh;
  return find_end();
}

Result<void, LogError> LogView::find_end() {
  // Only the position: a damaged newest record must not keep the others from being looked at.
  const auto cursor = storage_->cursor(Family::Log);
  cursor->seek_last();
  if (auto error = cursor->error()) return *error;
  if (!cursor->valid()) return {};
  const auto position = parse_position_key(cursor->key());
  if (!position) return LogError{LogErrorCode::DamagedRecord, "the last key is no position", {}};
  set_end(*position);
  return {};
}

Result<std::vector<StoredEvent>, LogError> LogView::read(LogPosition from,
                                                         std::size_t limit) const {
  std::vector<StoredEvent> out;
  LogPosition wanted = std::max(from, kFirst);
  const auto cursor = storage_->cursor(Family::Log);
  for (cursor->seek(position_key(wanted)); out.size() < limit && cursor->valid(); cursor->next()) {
    const auto position = parse_position_key(cursor->key());
    if (position != wanted) return LogError{LogErrorCode::BrokenChain, "it is missing", wanted};
    auto record = decode(cursor->value(), wanted);
    if (record.has_error()) return record.error();
    out.push_back({wanted, std::move(record->event)});
    wanted = wanted.next();
  }
  if (auto error = cursor->error()) {
    error->position = wanted;
    return *error;
  }
  return out;
}

Result<StoredEvent, LogError> LogView::read_one(LogPosition position) const {
  auto bytes = storage_->get(Family::Log, position_key(position));
  if (bytes.has_error()) return bytes.error();
  if (!*bytes) return LogError{LogErrorCode::BrokenChain, "it is missing", position};
  auto record = decode(**bytes, position);
  if (record.has_error()) return record.error();
  return StoredEvent{position, std::move(record->event)};
}

Result<std::vector<StoredEvent>, LogError> LogView::read_index(const std::string& prefix,
                                                               std::size_t limit) const {
  std::vector<StoredEvent> out;
  const auto cursor = storage_->cursor(Family::Index);
  for (cursor->seek_at_most(last_of(prefix));
       out.size() < limit && cursor->valid() && cursor->key().starts_with(prefix);
       cursor->previous()) {
    const auto position = position_at_end(cursor->key());
    if (!position) break;  // Cannot be: the prefix alone is no key.
    auto event = read_one(*position);
    if (event.has_error()) return event.error();
    out.push_back(std::move(*event));
  }
  if (auto error = cursor->error()) return *error;
  return out;
}

Result<std::vector<StoredEvent>, LogError> LogView::read_alarm(AlarmId alarm,
                                                               std::size_t limit) const {
  auto events = read_index(alarm_prefix(alarm), limit);
  if (events) std::ranges::reverse(*events);
  return events;
}

Result<std::vector<StoredEvent>, LogError> LogView::read_undecodable(
    std::size_t limit, std::size_t payload_bytes) const {
  std::vector<StoredEvent> out;
  const std::string prefix = undecodable_prefix();
  const auto cursor = storage_->cursor(Family::Index);
  const auto replays = storage_->cursor(Family::Index);
  for (cursor->seek_at_most(last_of(prefix));
       out.size() < limit && cursor->valid() && cursor->key().starts_with(prefix);
       cursor->previous()) {
    const auto position = position_at_end(cursor->key());
    if (!position) break;  // Cannot be: the prefix alone is no key.
    if (is_replayed(*replays, *position)) continue;
    auto event = read_one(*position);
    if (event.has_error()) return event.error();
    cut_payload(event->event, payload_bytes);
    out.push_back(std::move(*event));
  }
  if (auto error = cursor->error()) return *error;
  if (auto error = replays->error()) return *error;
  return out;
}

Result<std::vector<LogPosition>, LogError> LogView::find_undecoded(LogPosition from,
                                                                   std::size_t limit) const {
  std::vector<LogPosition> out;
  const std::string prefix = undecodable_prefix();
  const auto cursor = storage_->cursor(Family::Index);
  const auto replays = storage_->cursor(Family::Index);
  for (cursor->seek(prefix + position_key(from));
       out.size() < limit && cursor->valid() && cursor->key().starts_with(prefix); cursor->next()) {
    const auto position = position_at_end(cursor->key());
    if (!position) break;  // Cannot be: the prefix alone is no key.
    if (!is_replayed(*replays, *position)) out.push_back(*position);
  }
  if (auto error = cursor->error()) return *error;
  if (auto error = replays->error()) return *error;
  return out;
}

Result<std::vector<StoredEvent>, LogError> LogView::read_device(const core::DeviceRef& device,
                                                                std::size_t limit) const {
  auto events = read_index(device_prefix(device), limit);
  if (events) std::ranges::reverse(*events);
  return events;
}

Result<std::vector<StoredEvent>, LogError> LogView::read_municipality(
    const MunicipalityId& municipality, std::size_t limit) const {
  auto events = read_index(municipality_prefix(municipality), limit);
  if (events) std::ranges::reverse(*events);
  return events;
}

Result<std::vector<LogPosition>, LogError> LogView::find_key(const core::DeviceRef& device,
                                                             const core::SignalKey& key) const {
  std::vector<LogPosition> out;
  const std::string prefix = dedup_prefix(device, key);
  const auto cursor = storage_->cursor(Family::Dedup);
  for (cursor->seek(prefix); cursor->valid() && cursor->key().starts_with(prefix); cursor->next()) {
    if (const auto position = position_at_end(cursor->key())) out.push_back(*position);
  }
  if (auto error = cursor->error()) return *error;
  return out;
}

Result<LogPosition, LogError> LogView::find_time(Instant at) const {
  LogPosition from = kFirst;
  const auto cursor = storage_->cursor(Family::Index);
  cursor->seek_at_most(minute_key(at));
  if (cursor->valid() && cursor->key().starts_with(minute_prefix()))
    from = parse_position_key(cursor->value()).value_or(kFirst);
  if (auto error = cursor->error()) return *error;
  constexpr std::size_t kPortion = 1'000;
  while (true) {
    const auto events = read(from, kPortion);
    if (events.has_error()) return events.error();
    const auto found =
        std::ranges::find_if(*events, [&](const auto& event) { return event.event.at >= at; });
    if (found != events->end()) return found->position;
    if (events->size() < kPortion) return LogPosition();
    from = events->back().position.next();
  }
}

LogPosition LogView::snapshot_end() const {
  const auto cursor = storage_->cursor(Family::Snapshot);
  cursor->seek_at_most(position_key(end()));
  if (!cursor->valid()) return {};
  return parse_position_key(cursor->key()).value_or(LogPosition());
}

Result<core::State, LogError> LogView::recover() const {
  auto restored = newest_snapshot(*storage_, end());
  if (restored.has_error()) return restored.error();
  core::State state = std::move(restored->state);
  Chain chain = std::move(restored->chain);
  const auto cursor = storage_->cursor(Family::Log);
  for (cursor->seek(position_key(chain.end().next())); cursor->valid(); cursor->next()) {
    const auto event = chain.follow(cursor->key(), cursor->value());
    if (event.has_error()) return event.error();
    core::fold(state, *event);
  }
  if (auto error = cursor->error()) {
    error->position = chain.end().next();
    return *error;
  }
  return state;
}

}  // namespace varde::eventlog
