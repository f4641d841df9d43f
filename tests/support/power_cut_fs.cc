#include "tests/support/power_cut_fs.h"

#include <utility>

#include "tests/support/power_cut_ledger.h"

namespace varde::test {
namespace {

namespace fs = std::filesystem;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

}  // namespace

class PowerCutDisk::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<PowerCutLedger> ledger,
       PowerCutLedger::Inode inode)
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
    if (ledger_->sync(inode_)) return IOStatus::OK();
    return IOStatus::IOError("a test's disk", "Input/output error");
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
  const std::shared_ptr<PowerCutLedger> ledger_;
  const PowerCutLedger::Inode inode_;
};

class PowerCutDisk::Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  Folder(std::unique_ptr<rocksdb::FSDirectory> folder, std::shared_ptr<PowerCutLedger> ledger,
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
  const std::shared_ptr<PowerCutLedger> ledger_;
  const fs::path path_;
};

class PowerCutDisk::FileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FileSystem(std::shared_ptr<PowerCutLedger> ledger)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), ledger_(std::move(ledger)) {}
  const char* Name() const override { return "varde.PowerCutDisk"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* dbg) override {
    if (!ledger_->watches(name))
      return FileSystemWrapper::NewWritableFile(name, options, file, dbg);
    ledger_->step();
    const PowerCutLedger::Inode inode = ledger_->create(name);
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
  const std::shared_ptr<PowerCutLedger> ledger_;
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
    : ledger_(std::make_shared<PowerCutLedger>(folder)),
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
void PowerCutDisk::lie_about_syncs() { ledger_->lie_about_syncs(); }
void PowerCutDisk::fail_next_sync() { ledger_->fail_next_sync(); }
void PowerCutDisk::hold_syncs() { ledger_->hold_syncs(true); }
void PowerCutDisk::release_syncs() { ledger_->hold_syncs(false); }
bool PowerCutDisk::will_fail_sync() const { return ledger_->will_fail_sync(); }
bool PowerCutDisk::somebody_syncs() const { return ledger_->somebody_syncs(); }

}  // namespace varde::test
