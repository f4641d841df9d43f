// Sorted keys and values on disk, in families, written all or nothing: the little of a database
// that the log needs. RocksDB stays behind it (storage.cc), and tests put faults in its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/seams.h"

namespace varde::eventlog {

// What they hold: docs/internals/event-log.md.
enum class Family : std::uint8_t { Log, Snapshot, Index, Dedup, Meta, Link };

struct Change {
  Family family = Family::Log;
  std::string key;
  std::optional<std::string> value;  // None: the key is removed.
};

enum class Durability : std::uint8_t {
  Synced,   // On disk when the write answers.
  Relaxed,  // On disk with the next synced write, or some seconds later.
};

// A view of one family as it was when the cursor was made. Not for two threads at once.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual void seek(std::string_view key) = 0;          // To the first key not below `key`.
  virtual void seek_at_most(std::string_view key) = 0;  // To the last key not above `key`.
  virtual void seek_last() = 0;
  virtual void next() = 0;      // REQUIRES: valid().
  virtual void previous() = 0;  // REQUIRES: valid().

  // False beyond either end, and after an error: ask error() then.
  [[nodiscard]] virtual bool valid() const = 0;
  [[nodiscard]] virtual std::optional<LogError> error() const = 0;

  // Until the cursor moves. REQUIRES: valid().
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
};

// Thread safety: reads from any thread; one writer; `refresh` while nothing else is called.
// Cursors do not outlive their storage.
class Storage {
 public:
  virtual ~Storage() = default;

  // All of `changes` or, after a crash, none of them.
  [[nodiscard]] virtual Result<void, LogError> write(std::span<const Change> changes,
                                                     Durability durability) = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>, LogError> get(
      Family family, std::string_view key) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Cursor> cursor(Family family) const = 0;

  // Shows what another process has written since. Only for storage opened for reading.
  [[nodiscard]] virtual Result<void, LogError> refresh() = 0;

  // Entries of the family Dedup from before `horizon` may go, little by little, as files are
  // rewritten anyway.
  virtual void forget_keys_before(Instant horizon) = 0;
};

struct StorageOptions {
  std::filesystem::path folder;
  bool create = false;
  // False only in test programs: relaxed writes wait in the process until a synced one, or the end.
  bool relaxed_at_once = true;
  Seams seams = {};  // Only tests.
};

// NotALog: `folder` holds no database, or another one.
[[nodiscard]] Result<std::unique_ptr<Storage>, LogError> open_storage(
    const StorageOptions& options);

// How storage is opened for reading only. Both change nothing in the folder.
enum class Reading : std::uint8_t {
  // As it stands on disk, while nobody writes: with all the checks of opening it for writing.
  Alone,
  // Beside a process that writes, and following it. RocksDB 7.8 looks less closely here: on some
  // damage to the database's list of files it never comes back.
  BesideWriter,
};

// Notes go to a private temporary folder that goes with the storage. `refresh` of storage opened
// alone shows nothing new.
[[nodiscard]] Result<std::unique_ptr<Storage>, LogError> open_storage_for_reading(
    const std::filesystem::path& folder, Reading reading);

}  // namespace varde::eventlog
