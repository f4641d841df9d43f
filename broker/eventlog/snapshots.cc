#include "broker/eventlog/snapshots.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "broker/eventlog/keys.h"
#include "broker/eventlog/sha256.h"
#include "broker/wire/events.h"
#include "varde/v1/snapshot.pb.h"

namespace varde::eventlog {
namespace {

constexpr std::uint32_t kFormat = 2;
constexpr std::size_t kKept = 2;

// None where the log has no such record.
Result<std::optional<Sha256>, LogError> hash_at(const Storage& storage, LogPosition position) {
  const auto record = storage.get(Family::Log, position_key(position));
  if (record.has_error()) return record.error();
  if (!*record) return std::optional<Sha256>();
  return std::optional<Sha256>(sha256(**record));
}

std::optional<Restored> restore(const Storage& storage, std::string_view key,
                                std::string_view value, LogPosition end) {
  const auto position = parse_position_key(key);
  v1::Snapshot in;
  if (!position || *position > end ||
      !in.ParseFromArray(value.data(), static_cast<int>(value.size())))
    return std::nullopt;
  if (in.format() != kFormat || in.log_end() != position->value() ||
      in.state_sha256() != bytes_of(sha256(in.state())))
    return std::nullopt;
  const auto hash = hash_at(storage, *position);
  if (!hash || !*hash || in.log_end_sha256() != bytes_of(**hash)) return std::nullopt;
  auto state = wire::parse_state(in.state());
  if (!state || state->log_end != *position) return std::nullopt;
  return Restored{std::move(*state), Chain(*position, **hash)};
}

}  // namespace

Result<Restored, LogError> newest_snapshot(const Storage& storage, LogPosition end) {
  const auto cursor = storage.cursor(Family::Snapshot);
  for (cursor->seek_last(); cursor->valid(); cursor->previous()) {
    auto restored = restore(storage, cursor->key(), cursor->value(), end);
    if (restored) return std::move(*restored);
  }
  // Not even a family of snapshots that cannot be read is a reason not to start.
  Restored beginning;
  return beginning;
}

Result<std::vector<Change>, LogError> snapshot_changes(const Storage& storage,
                                                       const core::State& state) {
  const auto hash = hash_at(storage, state.log_end);
  if (hash.has_error()) return hash.error();
  if (!*hash)
    return LogError{LogErrorCode::UnexpectedEnd, "a snapshot of what is not in the log",
                    state.log_end};
  v1::Snapshot out;
  out.set_format(kFormat);
  out.set_log_end(state.log_end.value());
  out.set_log_end_sha256(bytes_of(**hash));
  out.set_state(wire::serialize(state));
  out.set_state_sha256(bytes_of(sha256(out.state())));

  std::vector<Change> changes;
  const std::string key = position_key(state.log_end);
  changes.push_back({Family::Snapshot, key, out.SerializeAsString()});
  const auto cursor = storage.cursor(Family::Snapshot);
  std::size_t kept = 1;
  for (cursor->seek_last(); cursor->valid(); cursor->previous()) {
    if (cursor->key() == key) continue;
    if (kept < kKept) {
      kept += 1;
    } else {
      changes.push_back({Family::Snapshot, std::string(cursor->key()), std::nullopt});
    }
  }
  return changes;
}

}  // namespace varde::eventlog
