// A disk that loses power, for the real event log: it keeps apart what was synced and what was not.
//
// What is written goes to real files at once, so that the process sees it; beside them is noted
// what a disk would still have after a power cut. `come_back` puts the files into that state: of
// each file the synced part, of the rest a torn, zeroed or garbled tail; and of the changes to a
// folder those that were synced, with as many of the later ones as a journal may have written.
// Folder changes survive in their order, as on ext4 and XFS; a file's content and its name do not
// wait for one another.
//
// The cut itself changes nothing that the process can see: it goes on writing to a disk that nobody
// will ever read, closes its files in order, and whatever it hears after the cut does not count.
// Not modelled: a file that is emptied in place counts as a new file under the old name.
// Thread safety: all functions, any thread; `come_back` while no file is open.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "broker/eventlog/folder.h"
#include "broker/eventlog/seams.h"

namespace varde::test {

class PowerCutLedger;

class PowerCutDisk {
 public:
  // Watches what happens in `folder`, which is there, and below. What lies beside it in
  // "<folder>.removed" belongs to this object.
  explicit PowerCutDisk(const std::filesystem::path& folder);
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  // What to open a log with, so that its database and its watermark lie on this disk.
  [[nodiscard]] eventlog::Seams seams() const;

  // Changes to files and folders, syncs among them, since the disk was made or came back.
  [[nodiscard]] std::uint64_t changes() const;

  // The power goes before the change of this number; or now.
  void cut_before(std::uint64_t change);
  void cut();
  [[nodiscard]] bool is_cut() const;

  // Puts on the files what the disk has; `seed` draws what becomes of the rest. After it the disk
  // has power, and all it holds is synced. Without a cut before, it is cut now.
  void come_back(std::uint64_t seed);

  // The control of the tests: from now on a sync answers and does nothing.
  void lie_about_syncs();

  // The next sync of a write-ahead log answers that the device failed. What it should have synced
  // is gone for good, and later syncs say that all is well: so does Linux.
  void fail_next_sync();
  [[nodiscard]] bool will_fail_sync() const;  // And has not yet.

  // From now on syncs of a write-ahead log wait; until they are let go.
  void hold_syncs();
  void release_syncs();
  [[nodiscard]] bool somebody_syncs() const;  // And is held.

 private:
  class File;
  class Folder;
  class FileSystem;
  class Steps;

  std::shared_ptr<PowerCutLedger> ledger_;
  std::shared_ptr<rocksdb::FileSystem> file_system_;
  std::shared_ptr<rocksdb::Env> env_;
  std::shared_ptr<eventlog::FileSteps> steps_;
};

}  // namespace varde::test
