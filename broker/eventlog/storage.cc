// The only file, with its diary.cc, that knows RocksDB.
#include "broker/eventlog/storage.h"

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <utility>
#include <vector>

#include "broker/eventlog/diary.h"
#include "broker/eventlog/keys.h"

namespace varde::eventlog {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// Memory: at most these two together, and some MiB for what is being written to disk.
constexpr std::size_t kBlockCacheBytes = 32 * kMiB;
constexpr std::size_t kWriteBufferBytes = 64 * kMiB;  // Of all families together.

// What a restart has to read again of the write-ahead log, and what must be free to do so.
constexpr std::uint64_t kWriteAheadBytes = 64 * kMiB;

// How many full write buffers the write-ahead log holds at most where a test makes them small.
constexpr std::uint64_t kSmallBuffersAhead = 4;

constexpr std::size_t kBlockBytes = 16 * 1024;
constexpr int kOpenFiles = 512;
constexpr int kBackgroundJobs = 2;

// The storage's own diary, and the one before it: no content, kept short.
constexpr std::size_t kDiaryBytes = 8 * kMiB;

// A family of which nothing is written any more is looked through for what may go this often.
constexpr std::uint64_t kForgetEverySeconds = 24 * 60 * 60;

struct FamilyInfo {
  Family family;
  const char* name;
  std::size_t write_buffer_bytes;
};

constexpr std::array<FamilyInfo, 6> kFamilies = {{
    {Family::Log, "log", 32 * kMiB},
    {Family::Snapshot, "snapshot", 16 * kMiB},
    {Family::Index, "index", 16 * kMiB},
    {Family::Dedup, "dedup", 16 * kMiB},
    {Family::Meta, "meta", 1 * kMiB},
    {Family::Link, "link", 16 * kMiB},
}};

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

LogError error_of(const rocksdb::Status& status) {
  const LogErrorCode code =
      status.IsCorruption() ? LogErrorCode::DamagedRecord : LogErrorCode::Storage;
  return {code, "storage: " + status.ToString(), {}};
}

Result<void, LogError> answer(const rocksdb::Status& status) {
  if (!status.ok()) return error_of(status);
  return {};
}

// Drops signal keys from before the horizon whenever the storage rewrites a file.
class ForgetOldKeys final : public rocksdb::CompactionFilter {
 public:
  explicit ForgetOldKeys(const std::atomic<std::int64_t>& horizon) : horizon_(horizon) {}

  bool Filter(int /*level*/, const rocksdb::Slice& /*key*/, const rocksdb::Slice& value,
              std::string* /*new_value*/, bool* /*value_changed*/) const override {
    const std::optional<Instant> at = parse_dedup_value(view(value));
    return at && at->time_since_epoch().count() < horizon_.load(std::memory_order_relaxed);
  }
  const char* Name() const override { return "varde.ForgetOldKeys"; }

 private:
  const std::atomic<std::int64_t>& horizon_;
};

class RocksCursor final : public Cursor {
 public:
  explicit RocksCursor(rocksdb::Iterator* iterator) : iterator_(iterator) {}
  void seek(std::string_view key) override { iterator_->Seek(slice(key)); }
  void seek_at_most(std::string_view key) override { iterator_->SeekForPrev(slice(key)); }
  void seek_last() override { iterator_->SeekToLast(); }
  void next() override { iterator_->Next(); }
  void previous() override { iterator_->Prev(); }
  bool valid() const override { return iterator_->Valid(); }
  std::optional<LogError> error() const override {
    if (iterator_->status().ok()) return std::nullopt;
    return error_of(iterator_->status());
  }
  std::string_view key() const override { return view(iterator_->key()); }
  std::string_view value() const override { return view(iterator_->value()); }

 private:
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksStorage final : public Storage {
 public:
  RocksStorage() : forget_(horizon_) {}
  RocksStorage(const RocksStorage&) = delete;
  RocksStorage& operator=(const RocksStorage&) = delete;

  ~RocksStorage() override {
    if (db_ != nullptr) {
      for (rocksdb::ColumnFamilyHandle* family : families_)
        db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
      db_->Close().PermitUncheckedError();
    }
    db_.reset();
    if (!private_folder_.empty()) {
      std::error_code ignored;  // A leftover in the temporary folder harms nobody.
      std::filesystem::remove_all(private_folder_, ignored);
    }
  }

  Result<void, LogError> open_for_writing(const StorageOptions& wanted) {
    rocksdb::DBOptions options = db_options();
    options.create_if_missing = wanted.create;
    options.create_missing_column_families = true;  // A creation that was cut short goes on.
    options.track_and_verify_wals_in_manifest = true;
    options.max_open_files = kOpenFiles;
    options.manual_wal_flush = !wanted.relaxed_at_once;
    if (wanted.seams.opened_often) options.max_file_opening_threads = 1;
    options.info_log = open_diary(wanted.folder.parent_path() / "diary",
                                  wanted.seams.opened_often ? 0 : kDiaryBytes);
    env_ = wanted.seams.env;
    if (env_ != nullptr) options.env = env_.get();
    const std::size_t buffer_bytes = wanted.seams.write_buffer_bytes;
    if (buffer_bytes != 0) options.max_total_wal_size = kSmallBuffersAhead * buffer_bytes;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status =
        rocksdb::DB::Open(options, wanted.folder.string(), families(buffer_bytes), &families_, &db);
    return opened(status, db);
  }

  Result<void, LogError> open_for_reading(const std::filesystem::path& folder, Reading reading) {
    std::string name = (std::filesystem::temp_directory_path() / "varde-reader-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      return LogError{LogErrorCode::Storage, "no private folder can be made for reading", {}};
    private_folder_ = name;
    rocksdb::DBOptions options = db_options();
    options.max_open_files = -1;  // A writer removes files that are still being read.
    rocksdb::DB* db = nullptr;
    if (reading == Reading::BesideWriter) {
      follows_ = true;
      const rocksdb::Status status =
          rocksdb::DB::OpenAsSecondary(options, folder.string(), name, families(), &families_, &db);
      return opened(status, db);
    }
    options.db_log_dir = name;
    options.track_and_verify_wals_in_manifest = true;
    const rocksdb::Status status =
        rocksdb::DB::OpenForReadOnly(options, folder.string(), families(), &families_, &db);
    return opened(status, db);
  }

  Result<void, LogError> write(std::span<const Change> changes, Durability durability) override {
    rocksdb::WriteBatch batch;
    for (const Change& change : changes) {
      const rocksdb::Status added =
          change.value ? batch.Put(family(change.family), change.key, *change.value)
                       : batch.Delete(family(change.family), change.key);
      if (!added.ok()) return error_of(added);
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::Synced;
    return answer(db_->Write(options, &batch));
  }

  Result<std::optional<std::string>, LogError> get(Family from,
                                                   std::string_view key) const override {
    std::string value;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), family(from), slice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>();
    if (!status.ok()) return error_of(status);
    return std::optional<std::string>(std::move(value));
  }

  std::unique_ptr<Cursor> cursor(Family over) const override {
    rocksdb::ReadOptions options;
    options.fill_cache = false;  // One long walk must not push out what is asked for often.
    return std::make_unique<RocksCursor>(db_->NewIterator(options, family(over)));
  }

  Result<void, LogError> refresh() override {
    if (!follows_) return {};
    return answer(db_->TryCatchUpWithPrimary());
  }

  void forget_keys_before(Instant horizon) override {
    horizon_.store(horizon.time_since_epoch().count(), std::memory_order_relaxed);
  }

 private:
  static rocksdb::DBOptions db_options() {
    rocksdb::DBOptions options;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    options.paranoid_checks = true;
    options.max_total_wal_size = kWriteAheadBytes;
    options.db_write_buffer_size = kWriteBufferBytes;
    options.max_background_jobs = kBackgroundJobs;
    options.bytes_per_sync = kMiB;
    options.skip_stats_update_on_db_open = true;
    return options;
  }

  // `buffer_bytes`: of each family's write buffer; 0: as the table above has it.
  std::vector<rocksdb::ColumnFamilyDescriptor> families(std::size_t buffer_bytes = 0) const {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
    table.cache_index_and_filter_blocks = true;  // Within the bound of the cache.
    table.block_size = kBlockBytes;
    table.checksum = rocksdb::ChecksumType::kXXH3;
    rocksdb::ColumnFamilyOptions options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kLZ4Compression;

    std::vector<rocksdb::ColumnFamilyDescriptor> out;
    out.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
    for (const FamilyInfo& info : kFamilies) {
      options.write_buffer_size = buffer_bytes != 0 ? buffer_bytes : info.write_buffer_bytes;
      options.compaction_filter = info.family == Family::Dedup ? &forget_ : nullptr;
      options.periodic_compaction_seconds = info.family == Family::Dedup ? kForgetEverySeconds : 0;
      out.emplace_back(info.name, options);
    }
    return out;
  }

  Result<void, LogError> opened(const rocksdb::Status& status, rocksdb::DB* db) {
    db_.reset(db);
    if (status.ok()) return {};
    LogError error = error_of(status);
    // No database there, or one with other families.
    if (status.IsInvalidArgument()) error.code = LogErrorCode::NotALog;
    return error;
  }

  // The first handle is the default family's, which stays empty.
  rocksdb::ColumnFamilyHandle* family(Family which) const {
    return families_[1 + static_cast<std::size_t>(which)];
  }

  std::atomic<std::int64_t> horizon_{0};  // Microseconds since 1970.
  ForgetOldKeys forget_;
  std::filesystem::path private_folder_;
  bool follows_ = false;  // Another process's writing.
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::shared_ptr<rocksdb::Env> env_;  // Before db_, which uses it.
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

Result<std::unique_ptr<Storage>, LogError> open_storage(const StorageOptions& options) {
  auto storage = std::make_unique<RocksStorage>();
  if (auto opened = storage->open_for_writing(options); !opened) return opened.error();
  return std::unique_ptr<Storage>(std::move(storage));
}

Result<std::unique_ptr<Storage>, LogError> open_storage_for_reading(
    const std::filesystem::path& folder, Reading reading) {
  auto storage = std::make_unique<RocksStorage>();
  if (auto opened = storage->open_for_reading(folder, reading); !opened) return opened.error();
  return std::unique_ptr<Storage>(std::move(storage));
}

}  // namespace varde::eventlog
