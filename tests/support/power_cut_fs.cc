#include "tests/support/power_cut_fs.h"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace varde::test {
namespace {

namespace fs = std::filesystem;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

using Random = std::mt19937_64;

std::uint64_t up_to(std::uint64_t most, Random& random) {
  return std::uniform_int_distribution<std::uint64_t>(0, most)(random);
}

// The diary and the locks: not the log's content, and not written through this disk.
bool is_content(const fs::path& file) {
  const std::string name = file.filename().string();
  return name != "LOCK" && name != "lock" && !name.starts_with("diary");
}

bool is_write_ahead_log(const fs::path& file) { return file.extension() == ".log"; }

std::string read_all(const fs::path& file) {
  std::string bytes(fs::file_size(file), '\0');
  std::ifstream(file, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

// What a power cut makes of `bytes`, of which the first `synced` are safe.
std::string torn(std::string bytes, std::size_t synced, Random& random) {
  if (bytes.size() <= synced) return bytes;
  const std::size_t from = synced + up_to(bytes.size() - synced, random);
  const auto garble = [&](std::size_t begin, std::size_t end, bool zero) {
    for (std::size_t i = begin; i < end; ++i) bytes[i] = zero ? '\0' : static_cast<char>(random());
  };
  switch (up_to(3, random)) {
    case 0: bytes.resize(from); break;
    case 1: garble(from, bytes.size(), true); break;
    case 2: garble(from, bytes.size(), false); break;
    default:  // Each page for itself: written, or not.
      for (std::size_t page = synced; page < bytes.size();) {
        const std::size_t end =
            std::min<std::size_t>(bytes.size(), (page / kPageBytes + 1) * kPageBytes);
        if (up_to(1, random) == 0) garble(page, end, up_to(1, random) == 0);
        page = end;
      }
  }
  return bytes;
}

}  // namespace

// What the disk has, and what it has not yet.
class PowerCutDisk::Ledger {
 public:
  using Inode = std::uint64_t;
  static constexpr Inode kFolder = 0;  // Stands for any folder.

  explicit Ledger(const fs::path& folder)
      : folder_(folder), removed_(folder.string() + ".removed") {
    fs::create_directories(removed_);
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (is_content(entry.path())) live_[entry.path().string()] = found(entry);
    }
    now_.durable = live_;
  }
  ~Ledger() {
    std::error_code ignored;  // A leftover in the temporary folder harms nobody.
    fs::remove_all(removed_, ignored);
  }
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  [[nodiscard]] bool watches(const fs::path& path) const {
    const auto relative = path.lexically_relative(folder_);
    return !relative.empty() && *relative.begin() != ".." && is_content(path);
  }

  // A change is about to happen; counts it, and cuts before it where that was asked for.
  void step() {
    const std::scoped_lock lock(mutex_);
    if (changes_++ >= cut_before_) cut_locked();
  }

  // Makes way for a new file called `path`, and notes it. Returns what it is known by.
  Inode create(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    set_aside(path);
    const Inode inode = next_++;
    now_.files[inode] = {};
    where_[inode] = path;
    change_names({{path.string(), inode}});
    return inode;
  }
  void create_folder(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    change_names({{path.string(), kFolder}});
  }
  // True if the file has been moved out of the way, and so is removed as far as anybody can see.
  bool remove(const fs::path& path) {
    const std::scoped_lock lock(mutex_);
    if (!set_aside(path)) return false;
    change_names({{path.string(), std::nullopt}});
    return true;
  }
  void rename(const fs::path& from, const fs::path& to) {
    const std::scoped_lock lock(mutex_);
    set_aside(to);
    fs::rename(from, to);
    const Inode inode = live_.at(from.string());
    where_[inode] = to;
    change_names({{from.string(), std::nullopt}, {to.string(), inode}});
  }
  void sync_folder(const fs::path& folder) {
    const std::scoped_lock lock(mutex_);
    if (lying_) return;
    std::vector<NameChange> later;
    for (NameChange& change : now_.pending) {
      if (fs::path(change.begin()->first).parent_path() == folder) {
        apply(change, now_.durable);
      } else {
        later.push_back(std::move(change));
      }
    }
    now_.pending = std::move(later);
  }

  void appended(Inode inode, std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    now_.files[inode].size += bytes;
  }
  void truncated(Inode inode, std::uint64_t size) {
    const std::scoped_lock lock(mutex_);
    Content& content = now_.files[inode];
    content = {size, std::min(content.synced, size), content.spoilt};
  }

  IOStatus sync(Inode inode) {
    std::unique_lock lock(mutex_);
    const std::uint64_t size = now_.files[inode].size;  // What comes meanwhile may be left out.
    if (is_write_ahead_log(where_[inode])) {
      held_ += 1;
      changed_.wait(lock, [this] { return !holding_; });
      held_ -= 1;
      if (std::exchange(failing_, false)) {
        now_.files[inode].spoilt = true;
        return IOStatus::IOError("a test's disk", "Input/output error");
      }
    }
    Content& content = now_.files[inode];
    if (!lying_ && !content.spoilt) content.synced = std::max(content.synced, size);
    return IOStatus::OK();
  }

  void cut() {
    const std::scoped_lock lock(mutex_);
    cut_locked();
  }
  void cut_before(std::uint64_t change) {
    const std::scoped_lock lock(mutex_);
    cut_before_ = change;
  }
  [[nodiscard]] bool is_cut() const {
    const std::scoped_lock lock(mutex_);
    return at_cut_.has_value();
  }
  [[nodiscard]] std::uint64_t changes() const {
    const std::scoped_lock lock(mutex_);
    return changes_;
  }

  void set(bool Ledger::*what, bool value) {
    const std::scoped_lock lock(mutex_);
    this->*what = value;
    changed_.notify_all();
  }
  [[nodiscard]] bool somebody_syncs() const {
    const std::scoped_lock lock(mutex_);
    return holding_ && held_ > 0;
  }
  [[nodiscard]] bool will_fail_sync() const {
    const std::scoped_lock lock(mutex_);
    return failing_;
  }

  void come_back(std::uint64_t seed) {
    const std::scoped_lock lock(mutex_);
    cut_locked();
    Random random(seed);
    put_back(kept_names(random), random);
    changes_ = 0;
    cut_before_ = kNever;
    lying_ = false;
    now_ = {};
    live_.clear();
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (is_content(entry.path())) live_[entry.path().string()] = found(entry);
    }
    now_.durable = live_;
    at_cut_.reset();
  }

  bool lying_ = false;
  bool holding_ = false;
  bool failing_ = false;

 private:
  using Names = std::map<std::string, Inode>;
  using NameChange = std::vector<std::pair<std::string, std::optional<Inode>>>;
  struct Content {
    std::uint64_t size = 0;
    std::uint64_t synced = 0;
    bool spoilt = false;  // A sync failed: the rest never gets there.
  };
  struct Disk {
    Names durable;                    // What names were synced.
    std::vector<NameChange> pending;  // What came since, in order.
    std::map<Inode, Content> files;
  };

  static void apply(const NameChange& change, Names& names) {
    for (const auto& [name, inode] : change) {
      if (inode) {
        names[name] = *inode;
      } else {
        names.erase(name);
      }
    }
  }

  // What lies there already, and is on disk as it stands.
  Inode found(const fs::directory_entry& entry) {
    if (entry.is_directory()) return kFolder;
    const Inode inode = next_++;
    now_.files[inode] = {entry.file_size(), entry.file_size(), false};
    where_[inode] = entry.path();
    return inode;
  }

  void change_names(NameChange change) {
    apply(change, live_);
    now_.pending.push_back(std::move(change));
  }

  // The disk may still have the file when the power comes back. False if there is none.
  bool set_aside(const fs::path& path) {
    const auto found = live_.find(path.string());
    if (found == live_.end() || found->second == kFolder) return false;
    const fs::path aside = removed_ / std::to_string(found->second);
    fs::rename(path, aside);
    where_[found->second] = aside;
    return true;
  }

  void cut_locked() {
    if (!at_cut_) at_cut_ = now_;
  }

  // The names that are there after the cut: the synced ones, and the first of the others.
  Names kept_names(Random& random) const {
    Names names = at_cut_->durable;
    std::size_t kept = 0;  // One of three disks has written none of the others, one has all.
    switch (up_to(2, random)) {
      case 0: break;
      case 1: kept = at_cut_->pending.size(); break;
      default: kept = up_to(at_cut_->pending.size(), random);
    }
    for (std::size_t i = 0; i < kept; ++i) apply(at_cut_->pending[i], names);
    // What lay in a folder that is gone is gone with it.
    std::erase_if(names, [&](const auto& entry) {
      const fs::path parent = fs::path(entry.first).parent_path();
      return parent != folder_ && !names.contains(parent.string());
    });
    return names;
  }

  void put_back(const Names& names, Random& random) {
    for (const auto& [name, inode] : live_) set_aside(name);
    for (const auto& [name, inode] : live_) {
      if (inode == kFolder && !names.contains(name)) fs::remove_all(name);
    }
    for (const auto& [name, inode] : names) {
      if (inode == kFolder) {
        fs::create_directories(name);
        continue;
      }
      const auto content = at_cut_->files.find(inode);
      if (content == at_cut_->files.end()) throw std::logic_error("a name of no file: " + name);
      const Content& known = content->second;
      if (known.synced == known.size && fs::file_size(where_[inode]) == known.size) {
        fs::rename(where_[inode], name);
        continue;
      }
      std::string bytes = read_all(where_[inode]);
      bytes.resize(known.size);  // What was written after the cut was never on its way.
      bytes = torn(std::move(bytes), known.synced, random);
      std::ofstream(name, std::ios::binary | std::ios::trunc) << bytes;
    }
    fs::remove_all(removed_);
    fs::create_directories(removed_);
    where_.clear();
  }

  const fs::path folder_;
  const fs::path removed_;
  mutable std::mutex mutex_;  // Guards all, the three flags above too.
  std::condition_variable changed_;
  std::uint64_t changes_ = 0;
  std::uint64_t cut_before_ = kNever;
  Inode next_ = kFolder + 1;
  Names live_;                       // As the process sees them.
  std::map<Inode, fs::path> where_;  // Where the process's bytes are.
  Disk now_;
  std::optional<Disk> at_cut_;
  int held_ = 0;
};

class PowerCutDisk::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<Ledger> ledger,
       Ledger::Inode inode)
      : FSWritableFileOwnerWrapper(std::move(file)), ledger_(std::move(ledger)), inode_(inode) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* dbg) override {
    ledger_->step();
    IOStatus status = FSWritableFileOwnerWrapper::Append(data, options, dbg);
    if (status.ok()) ledger_->appended(inode_, data.size());
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* dbg) override {
    return Append(data, options, dbg);
  }
  IOStatus PositionedAppend(const rocksdb::Slice&, std::uint64_t, const IOOptions&,
                            IODebugContext*) override {
    return IOStatus::NotSupported("direct I/O");
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* dbg) override {
    ledger_->step();
    IOStatus status = FSWritableFileOwnerWrapper::Truncate(size, options, dbg);
    if (status.ok()) ledger_->truncated(inode_, size);
    return status;
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    ledger_->step();
    return ledger_->sync(inode_);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* dbg) override {
    return Sync(options, dbg);
  }
  // Room asked for ahead: in the tests' memory folder the system would fill it with pages at once.
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  void PrepareWrite(std::size_t, std::size_t, const IOOptions&, IODebugContext*) override {}
  // A hint to the kernel, and no promise.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  const std::shared_ptr<Ledger> ledger_;
  const Ledger::Inode inode_;
};

class PowerCutDisk::Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  Folder(std::unique_ptr<rocksdb::FSDirectory> folder, std::shared_ptr<Ledger> ledger,
         fs::path path)
      : FSDirectoryWrapper(std::move(folder)), ledger_(std::move(ledger)), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    ledger_->step();
    ledger_->sync_folder(path_);
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* dbg,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, dbg);
  }

 private:
  const std::shared_ptr<Ledger> ledger_;
  const fs::path path_;
};

class PowerCutDisk::FileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FileSystem(std::shared_ptr<Ledger> ledger)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), ledger_(std::move(ledger)) {}
  const char* Name() const override { return "varde.PowerCutDisk"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* dbg) override {
    if (!ledger_->watches(name))
      return FileSystemWrapper::NewWritableFile(name, options, file, dbg);
    ledger_->step();
    const Ledger::Inode inode = ledger_->create(name);
    IOStatus status = FileSystemWrapper::NewWritableFile(name, options, file, dbg);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), ledger_, inode);
    return status;
  }
  IOStatus ReopenWritableFile(const std::string&, const FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("a file is written once");
  }
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("a file is written once");
  }
  IOStatus NewRandomRWFile(const std::string&, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("a file is written once");
  }
  IOStatus NewDirectory(const std::string& name, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext* dbg) override {
    IOStatus status = FileSystemWrapper::NewDirectory(name, options, folder, dbg);
    if (status.ok()) {
      *folder =
          std::make_unique<Folder>(std::move(*folder), ledger_, fs::path(name).lexically_normal());
    }
    return status;
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions& options,
                      IODebugContext* dbg) override {
    if (!ledger_->watches(name)) return FileSystemWrapper::DeleteFile(name, options, dbg);
    ledger_->step();
    if (ledger_->remove(name)) return IOStatus::OK();
    return FileSystemWrapper::DeleteFile(name, options, dbg);
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* dbg) override {
    if (!ledger_->watches(from)) return FileSystemWrapper::RenameFile(from, to, options, dbg);
    ledger_->step();
    ledger_->rename(from, to);
    return IOStatus::OK();
  }
  IOStatus LinkFile(const std::string&, const std::string&, const IOOptions&,
                    IODebugContext*) override {
    return IOStatus::NotSupported("links");
  }
  IOStatus Truncate(const std::string&, std::size_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("a file is written once");
  }
  IOStatus CreateDir(const std::string& name, const IOOptions& options,
                     IODebugContext* dbg) override {
    if (!ledger_->watches(name)) return FileSystemWrapper::CreateDir(name, options, dbg);
    ledger_->step();
    IOStatus status = FileSystemWrapper::CreateDir(name, options, dbg);
    if (status.ok()) ledger_->create_folder(name);
    return status;
  }
  IOStatus CreateDirIfMissing(const std::string& name, const IOOptions& options,
                              IODebugContext* dbg) override {
    if (fs::exists(name)) return FileSystemWrapper::CreateDirIfMissing(name, options, dbg);
    return CreateDir(name, options, dbg);
  }

 private:
  const std::shared_ptr<Ledger> ledger_;
};

// The watermark's way to the same disk.
class PowerCutDisk::Steps final : public eventlog::FileSteps {
 public:
  explicit Steps(std::shared_ptr<rocksdb::FileSystem> files) : files_(std::move(files)) {}

  Result<void, eventlog::LogError> write_synced(const fs::path& path,
                                                std::string_view content) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    IOStatus status = files_->NewWritableFile(path.string(), FileOptions(), &file, nullptr);
    const std::string_view half = content.substr(0, content.size() / 2);
    for (const std::string_view part : {half, content.substr(half.size())}) {
      if (status.ok())
        status = file->Append(rocksdb::Slice(part.data(), part.size()), IOOptions(), nullptr);
    }
    if (status.ok()) status = file->Sync(IOOptions(), nullptr);
    if (status.ok()) status = file->Close(IOOptions(), nullptr);
    return answer(status);
  }
  Result<void, eventlog::LogError> rename(const fs::path& from, const fs::path& to) override {
    return answer(files_->RenameFile(from.string(), to.string(), IOOptions(), nullptr));
  }
  Result<void, eventlog::LogError> sync_folder(const fs::path& folder) override {
    std::unique_ptr<rocksdb::FSDirectory> opened;
    IOStatus status = files_->NewDirectory(folder.string(), IOOptions(), &opened, nullptr);
    if (status.ok()) status = opened->Fsync(IOOptions(), nullptr);
    return answer(status);
  }

 private:
  static Result<void, eventlog::LogError> answer(const IOStatus& status) {
    if (status.ok()) return {};
    return eventlog::LogError{eventlog::LogErrorCode::Storage, status.ToString(), {}};
  }
  const std::shared_ptr<rocksdb::FileSystem> files_;
};

PowerCutDisk::PowerCutDisk(const fs::path& folder)
    : ledger_(std::make_shared<Ledger>(folder)),
      file_system_(std::make_shared<FileSystem>(ledger_)),
      env_(rocksdb::NewCompositeEnv(file_system_)),
      steps_(std::make_shared<Steps>(file_system_)) {}
PowerCutDisk::~PowerCutDisk() = default;

eventlog::Seams PowerCutDisk::seams() const {
  eventlog::Seams seams;
  seams.env = env_;
  seams.files = steps_;
  return seams;
}

std::uint64_t PowerCutDisk::changes() const { return ledger_->changes(); }
void PowerCutDisk::cut_before(std::uint64_t change) { ledger_->cut_before(change); }
void PowerCutDisk::cut() { ledger_->cut(); }
bool PowerCutDisk::is_cut() const { return ledger_->is_cut(); }
void PowerCutDisk::come_back(std::uint64_t seed) { ledger_->come_back(seed); }
void PowerCutDisk::lie_about_syncs() { ledger_->set(&Ledger::lying_, true); }
void PowerCutDisk::fail_next_sync() { ledger_->set(&Ledger::failing_, true); }
void PowerCutDisk::hold_syncs() { ledger_->set(&Ledger::holding_, true); }
void PowerCutDisk::release_syncs() { ledger_->set(&Ledger::holding_, false); }
bool PowerCutDisk::will_fail_sync() const { return ledger_->will_fail_sync(); }
bool PowerCutDisk::somebody_syncs() const { return ledger_->somebody_syncs(); }

}  // namespace varde::test
