#include "broker/eventlog/rocksdb_event_log.h"

#include <optional>
#include <utility>

#include "broker/eventlog/appending_log.h"
#include "broker/eventlog/folder.h"
#include "broker/eventlog/meta.h"
#include "broker/eventlog/open_check.h"
#include "broker/eventlog/storage.h"
#include "broker/eventlog/torn_list.h"
#include "broker/eventlog/verify_storage.h"
#include "broker/eventlog/watermark.h"

namespace varde::eventlog {
namespace {

// The lock is a base, so that it goes last: when the storage is closed.
struct Locked {
  FolderLock lock;
};

class OpenLog final : private Locked, public AppendingLog {
 public:
  OpenLog(FolderLock held, std::unique_ptr<Storage> opened, std::string name, Tail tail,
          std::unique_ptr<WatermarkKeeper> watermark, Durability appends)
      : Locked{std::move(held)},
        AppendingLog(std::move(opened), std::move(name), std::move(tail), std::move(watermark),
                     appends) {}
};

Result<void, LogError> prepare(const OpenOptions& options) {
  if (options.create) return make_folder(options.folder);
  if (!has_database(options.folder))
    return LogError{LogErrorCode::NotALog, "there is no log in the folder", {}};
  return {};
}

// The name of the log, given now if it has none yet.
Result<std::string, LogError> id_of(Storage& storage, const OpenOptions& options) {
  auto id = read_log_id(storage);
  if (id.has_error()) return id.error();
  if (*id) return std::move(**id);
  if (!options.create) return LogError{LogErrorCode::NotALog, "an empty database", {}};
  return write_log_id(storage);
}

}  // namespace

Result<std::unique_ptr<EventLog>, LogError> open_event_log(const OpenOptions& options) {
  if (auto prepared = prepare(options); !prepared) return prepared.error();
  auto lock = FolderLock::take(options.folder);
  if (lock.has_error()) return lock.error();
  auto watermark = read_watermark(options.folder);
  if (watermark.has_error()) return watermark.error();
  if (auto there = check_there(options.folder, *watermark); !there) return there.error();

  const auto steps = options.seams.files ? options.seams.files : system_file_steps();
  const auto cut = cut_torn_list(database_in(options.folder), *steps);
  if (cut.has_error()) return cut.error();
  auto storage =
      open_storage({database_in(options.folder), options.create, options.sync, options.seams});
  if (storage.has_error()) return storage.error();
  if (*cut) {
    // Damage to the list of files looks the same, and may have hidden records anywhere.
    if (auto whole = verify_storage(**storage, {}); whole.has_error()) return whole.error();
  }
  auto id = id_of(**storage, options);
  if (id.has_error()) return id.error();
  auto tail = read_tail(**storage);
  if (tail.has_error()) return tail.error();
  if (auto reached = check_watermark(**storage, *id, tail->chain.end(), *watermark); !reached)
    return reached.error();

  if (!*watermark) {
    *watermark = Watermark{*id, {}, {}};
    if (auto written = write_watermark(options.folder, **watermark, *steps); !written)
      return written.error();
  }
  std::unique_ptr<WatermarkKeeper> keeper;
  if (options.sync) {
    keeper = std::make_unique<WatermarkKeeper>(options.folder, **watermark, steps,
                                               options.watermark_failed);
  }
  return std::unique_ptr<EventLog>(std::make_unique<OpenLog>(
      std::move(*lock), std::move(*storage), std::move(*id), std::move(*tail), std::move(keeper),
      options.sync ? Durability::Synced : Durability::Relaxed));
}

}  // namespace varde::eventlog
