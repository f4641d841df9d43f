// F4: one bit of a closed log's files is the other way round.
//
// A log of many files: tables of records, of indexes and of snapshots, a write-ahead log, the lists
// of files, the watermark. After the flip it either does not start, with a fault that has a name,
// or everything that was acknowledged is there: it never starts shorter than its watermark without
// a word. Damage in an old table is found when it is read, and named then.
#include <rocksdb/db.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "broker/eventlog/folder.h"
#include "broker/eventlog/log_view.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/eventlog/storage.h"
#include "tests/support/ack_oracle.h"
#include "tests/support/fault_report.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

namespace varde::test {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

constexpr std::uint64_t kAlarms = 900;
constexpr std::size_t kBatch = 50;
constexpr std::size_t kSnapshotEvery = 500;
constexpr std::uint64_t kMessagesAfter = 150;  // Behind the newest snapshot and the last table.
constexpr std::size_t kWriteBufferBytes = 64 * 1024;

const char* const kKinds[] = {"write-ahead log", "records", "indexes",  "snapshots",
                              "list of files",   "CURRENT", "watermark"};

// The files of each kind that hold something, relative to the log's folder.
using FilesByKind = std::map<std::string, std::vector<fs::path>>;

FilesByKind files_of(const fs::path& folder) {
  FilesByKind files;
  for (const auto& file : database_files(folder, ".log")) {
    if (fs::file_size(file) > 0) files["write-ahead log"].push_back(fs::relative(file, folder));
  }
  for (const auto& file : database_files(folder, "MANIFEST"))
    files["list of files"].push_back(fs::relative(file, folder));
  files["CURRENT"] = {fs::path("db") / "CURRENT"};
  files["watermark"] = {"watermark"};

  // Which table belongs to which family, only RocksDB can tell.
  const std::string database = (folder / "db").string();
  rocksdb::DBOptions options;
  options.track_and_verify_wals_in_manifest = true;  // As the log does, or RocksDB stops.
  std::vector<std::string> names;
  REQUIRE(rocksdb::DB::ListColumnFamilies(options, database, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::OpenForReadOnly(options, database, families, &handles, &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::vector<rocksdb::LiveFileMetaData> tables;
  db->GetLiveFilesMetaData(&tables);
  for (const auto& table : tables) {
    const std::string& family = table.column_family_name;
    const std::string kind = family == "log"        ? "records"
                             : family == "snapshot" ? "snapshots"
                                                    : "indexes";
    files[kind].push_back(fs::path("db") / table.name.substr(1));  // "/000012.sst"
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles)
    REQUIRE(db->DestroyColumnFamilyHandle(handle).ok());
  return files;
}

// A closed log of many files, all of it acknowledged.
class Original {
 public:
  Original() {
    eventlog::OpenOptions options;
    options.folder = folder();
    options.create = true;
    options.seams.write_buffer_bytes = kWriteBufferBytes;
    const auto log = *eventlog::open_event_log(options);
    for (const core::Event& event : shift(kAlarms)) {
      take(event);
      if (events_.size() % kBatch == 0) write(*log);
      if (events_.size() % kSnapshotEvery == 0) REQUIRE(log->put_snapshot(state_).has_value());
    }
    write(*log);
    for (const core::Event& event : messages(100'000, kMessagesAfter)) {
      take(event);
      write(*log);
    }
  }

  [[nodiscard]] fs::path folder() const { return temporary_.path() / "log"; }
  [[nodiscard]] const std::vector<core::Event>& events() const { return events_; }
  [[nodiscard]] const std::vector<std::uint64_t>& ids() const { return ids_; }
  [[nodiscard]] std::string hash() const { return state_hash(state_); }

  // A copy of it with one bit of `file` flipped. Tables are never written again, so the others are
  // not copied.
  void copy_flipped(const fs::path& to, const fs::path& file, Random& random) const {
    fs::remove_all(to);
    fs::create_directories(to / "db");
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file()) continue;
      const fs::path name = fs::relative(entry.path(), folder());
      if (name.extension() == ".sst" && name != file) {
        fs::create_hard_link(entry.path(), to / name);
      } else {
        fs::copy_file(entry.path(), to / name);
      }
    }
    std::string bytes = content(to / file);
    char& byte = bytes[random() % bytes.size()];
    byte = static_cast<char>(byte ^ (1 << random() % 8));
    put_content(to / file, bytes);
  }

 private:
  void take(const core::Event& event) {
    state_ = core::evolve(std::move(state_), event);
    events_.push_back(event);
    const auto* received = std::get_if<core::MessageReceived>(&event.body);
    if (received != nullptr) ids_.push_back(received->signals.at(0).key->sequence);
  }
  void write(eventlog::EventLog& log) {
    const auto from = static_cast<std::ptrdiff_t>(log.end().value());
    append(log, {events_.begin() + from, events_.end()});
  }

  const TempDir temporary_{memory_folder()};
  std::vector<core::Event> events_;
  std::vector<std::uint64_t> ids_;
  core::State state_;
};

enum class Outcome { Refused, NamedWhenRead, Whole };

// Opens the damaged log as the broker does, and reads all of it. What is missing without a word
// goes into `tally`.
Outcome look_at(const fs::path& folder, const Original& original, Tally& tally) {
  eventlog::OpenOptions options;
  options.folder = folder;
  options.create = true;
  const auto log = eventlog::open_event_log(options);
  tally.acknowledged += original.ids().size();
  if (log.has_error()) return Outcome::Refused;
  const auto state = (*log)->recover();
  if (state.has_error()) return Outcome::Refused;
  CHECK(state_hash(*state) == original.hash());

  const auto stored = (*log)->read(LogPosition(1), original.events().size() + 1);
  if (stored.has_error()) return Outcome::NamedWhenRead;
  StoredIds ids;
  bool same = stored->size() == original.events().size();
  for (std::size_t i = 0; i < stored->size(); ++i) {
    ids.add((*stored)[i].event);
    same = same && (*stored)[i].event == original.events()[i];
  }
  CHECK(same);
  const Tally found = compare(original.ids(), ids);
  tally.lost += found.lost;
  tally.twice += found.twice;
  return Outcome::Whole;
}

// The control: the same storage, opened without asking the watermark.
void look_without_watermark(const fs::path& folder, const Original& original, Tally& tally) {
  eventlog::StorageOptions options;
  options.folder = eventlog::database_in(folder);
  auto storage = eventlog::open_storage(options);
  if (storage.has_error()) return;
  const auto view = eventlog::LogView::over(*std::move(storage));
  if (view.has_error()) return;
  StoredIds ids;
  ids.add_all(**view);
  tally += compare(original.ids(), ids);
}

}  // namespace

TEST_CASE("a flipped bit is named, or changes nothing", "[faults]") {
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  Random random(seed);
  const Original original;
  const FilesByKind files = files_of(original.folder());
  for (const char* kind : kKinds) {
    CAPTURE(kind);
    REQUIRE(files.contains(kind));
  }
  REQUIRE(files.at("records").size() > 5);
  const std::size_t flips = rounds<std::size_t>(42, 400);
  const TempDir temporary(memory_folder());
  const fs::path damaged = temporary.path() / "damaged";
  Progress progress("F4 bit flips", flips);
  std::map<std::string, std::map<Outcome, int>> outcomes;
  Tally tally;

  for (std::size_t i = 0; i < flips; ++i) {
    const std::string kind = kKinds[i % std::size(kKinds)];
    const auto& candidates = files.at(kind);
    const fs::path& file = candidates[random() % candidates.size()];
    original.copy_flipped(damaged, file, random);
    CAPTURE(i, kind, file);

    const auto verified = eventlog::verify(damaged);
    const Outcome outcome = look_at(damaged, original, tally);

    if (verified.has_value()) CHECK(verified->events == original.events().size());
    if (outcome == Outcome::NamedWhenRead) CHECK(verified.has_error());
    outcomes[kind][outcome] += 1;
    progress.done(i + 1, tally);
  }

  for (auto& [kind, counts] : outcomes) {
    WARN(kind << ": refused " << counts[Outcome::Refused] << ", named when read "
              << counts[Outcome::NamedWhenRead] << ", without effect " << counts[Outcome::Whole]);
  }
  report({"F4", "bit flips", flips, tally});
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
  CHECK(outcomes["watermark"][Outcome::Refused] == static_cast<int>(flips / std::size(kKinds)));
}

TEST_CASE("control: without the watermark a flipped bit makes a log shorter without a word",
          "[faults]") {
  Random random(fault_seed());
  const Original original;
  const FilesByKind files = files_of(original.folder());
  const TempDir temporary(memory_folder());
  const fs::path damaged = temporary.path() / "damaged";
  Tally tally;
  constexpr std::size_t kFlips = 10;
  // RocksDB itself names damage in an older one: the newest has an end that anything may be.
  const auto& logs = files.at("write-ahead log");
  const fs::path newest = *std::max_element(logs.begin(), logs.end());

  for (std::size_t i = 0; i < kFlips; ++i) {
    original.copy_flipped(damaged, newest, random);
    look_without_watermark(damaged, original, tally);
  }

  WARN("without the watermark: " << tally);
  report({"F4", "no watermark", kFlips, tally, true});
  CHECK(tally.lost > 0);
}

}  // namespace varde::test
