// Verification of a whole log, and acceptance of what is left of one.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "broker/eventlog/appending_log.h"
#include "broker/eventlog/folder.h"
#include "broker/eventlog/keys.h"
#include "broker/eventlog/log_view.h"
#include "broker/eventlog/meta.h"
#include "broker/eventlog/open_check.h"
#include "broker/eventlog/reading_storage.h"
#include "broker/eventlog/record.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/eventlog/sha256.h"
#include "broker/eventlog/storage.h"
#include "broker/eventlog/torn_list.h"
#include "broker/eventlog/verify_storage.h"
#include "broker/eventlog/watermark.h"

namespace varde::eventlog {
namespace {

constexpr std::uint64_t kProgressEvery = 10'000;

// A sum over a set of keys, whatever their order: two walks in different orders can be compared
// without remembering either. Finds mistakes and damage; not made against a forger, for whom the
// index is not worth it: it is derived.
class Fingerprint {
 public:
  void add(Family family, std::string_view key) {
    const Sha256 hash = sha256(std::string(1, static_cast<char>(family)) + std::string(key));
    std::uint64_t part = 0;
    for (int i = 0; i < 8; ++i) part = part << 8 | hash[static_cast<std::size_t>(i)];
    sum_ += part;
    count_ += 1;
  }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;

 private:
  std::uint64_t sum_ = 0;
  std::uint64_t count_ = 0;
};

// Calls `visit(event, position)` for each record, in order; stops where the log or `visit` says no.
template <class Visit>
Result<Chain, LogError> walk(const Storage& storage, Visit visit) {
  Chain chain;
  const auto cursor = storage.cursor(Family::Log);
  for (cursor->seek({}); cursor->valid(); cursor->next()) {
    const auto event = chain.follow(cursor->key(), cursor->value());
    if (event.has_error()) return event.error();
    if (std::optional<LogError> error = visit(*event, chain.end())) return *error;
  }
  if (auto error = cursor->error()) {
    error->position = chain.end().next();
    return *error;
  }
  return chain;
}

// What belongs to a record in the indexes. Signal keys from before `horizon` may be there or not.
std::vector<Change> lasting_entries(const core::Event& event, LogPosition position,
                                    Instant horizon) {
  std::vector<Change> entries = index_entries(event, position);
  if (event.at < horizon)
    std::erase_if(entries, [](const Change& entry) { return entry.family == Family::Dedup; });
  return entries;
}

Result<Fingerprint, LogError> stored_fingerprint(const Storage& storage, Instant horizon) {
  Fingerprint out;
  const auto index = storage.cursor(Family::Index);
  for (index->seek({}); index->valid(); index->next()) {
    if (!index->key().starts_with(minute_prefix())) out.add(Family::Index, index->key());
  }
  if (auto error = index->error()) return *error;
  const auto dedup = storage.cursor(Family::Dedup);
  for (dedup->seek({}); dedup->valid(); dedup->next()) {
    const auto at = parse_dedup_value(dedup->value());
    if (!at || *at >= horizon) out.add(Family::Dedup, dedup->key());
  }
  if (auto error = dedup->error()) return *error;
  return out;
}

LogError index_error(LogPosition position, const char* what) {
  return {LogErrorCode::DamagedRecord, what, position};
}

// The first record whose entries are not all there; if all are, there is an entry of none.
LogError first_index_fault(const Storage& storage, Instant horizon) {
  const auto walked =
      walk(storage, [&](const core::Event& event, LogPosition position) -> std::optional<LogError> {
        for (const Change& entry : lasting_entries(event, position, horizon)) {
          const auto found = storage.get(entry.family, entry.key);
          if (found.has_error()) return found.error();
          if (!*found) return index_error(position, "an index does not have it");
        }
        return std::nullopt;
      });
  if (walked.has_error()) return walked.error();
  return index_error({}, "an index has an entry of no record");
}

std::optional<LogError> check_minute(const Storage& storage, std::optional<Instant> before,
                                     Instant at, LogPosition position) {
  if (!begins_minute(before, at)) return std::nullopt;
  const auto found = storage.get(Family::Index, minute_key(at));
  if (found.has_error()) return found.error();
  if (!*found) return index_error(position, "the index of times does not have it");
  return std::nullopt;
}

}  // namespace

Result<Verification, LogError> verify_storage(const Storage& storage,
                                              const std::function<void(LogPosition)>& progress) {
  const auto tail = read_tail(storage);
  const Instant horizon = tail && tail->at ? *tail->at - kSignalKeysKept : Instant();
  Fingerprint expected;
  std::optional<Instant> before;
  const auto chain =
      walk(storage, [&](const core::Event& event, LogPosition position) -> std::optional<LogError> {
        for (const Change& entry : lasting_entries(event, position, horizon))
          expected.add(entry.family, entry.key);
        auto error = check_minute(storage, before, event.at, position);
        before = event.at;
        if (progress && position.value() % kProgressEvery == 0) progress(position);
        return error;
      });
  if (chain.has_error()) return chain.error();
  const auto stored = stored_fingerprint(storage, horizon);
  if (stored.has_error()) return stored.error();
  if (*stored != expected) return first_index_fault(storage, horizon);
  return Verification{chain->end(), chain->end().value(), hex(chain->hash())};
}

Result<Verification, LogError> verify(const std::filesystem::path& folder,
                                      const std::function<void(LogPosition)>& progress) {
  // The watermark first: a running broker moves it on, and it is never ahead of the log.
  const auto watermark = read_watermark(folder);
  if (watermark.has_error()) return watermark.error();
  if (auto there = check_there(folder, *watermark); !there) return there.error();
  const auto storage = open_reading_storage(folder);
  if (storage.has_error()) return storage.error();
  const auto id = read_log_id(**storage);
  if (id.has_error()) return id.error();
  auto verified = verify_storage(**storage, progress);
  if (verified.has_error()) return verified;
  const auto reached =
      check_watermark(**storage, id->value_or(std::string()), verified->end, *watermark);
  if (reached.has_error()) return reached.error();
  return verified;
}

Result<Verification, LogError> accept_loss(const std::filesystem::path& folder) {
  if (!has_database(folder))
    return LogError{LogErrorCode::NotALog, "there is no log in the folder", {}};
  const auto lock = FolderLock::take(folder);
  if (lock.has_error()) return lock.error();
  const auto cut = cut_torn_list(database_in(folder), *system_file_steps());
  if (cut.has_error()) return cut.error();
  const auto storage = open_storage({database_in(folder)});
  if (storage.has_error()) return storage.error();
  if (const auto old = read_log_id(**storage); old.has_error()) return old.error();
  auto verified = verify_storage(**storage, {});
  if (verified.has_error()) return verified;
  const auto tail = read_tail(**storage);
  if (tail.has_error()) return tail.error();
  const auto id = write_log_id(**storage);
  if (id.has_error()) return id.error();
  const auto written = write_watermark(folder, {*id, tail->chain.end(), tail->chain.hash()});
  if (written.has_error()) return written.error();
  return verified;
}

}  // namespace varde::eventlog
