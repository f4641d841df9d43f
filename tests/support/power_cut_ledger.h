// What a disk that loses power has, and what it has not yet: the model behind PowerCutDisk
// (power_cut_fs.h). Of the database it knows which files are write-ahead logs, and nothing else.
//
// Thread safety: all functions, any thread; `come_back` while no file is open.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace varde::test {

class PowerCutLedger {
 public:
  using Inode = std::uint64_t;
  static constexpr Inode kFolder = 0;  // Stands for any folder.

  explicit PowerCutLedger(const std::filesystem::path& folder);
  ~PowerCutLedger();
  PowerCutLedger(const PowerCutLedger&) = delete;
  PowerCutLedger& operator=(const PowerCutLedger&) = delete;

  [[nodiscard]] bool watches(const std::filesystem::path& path) const;

  // A change is about to happen; counts it, and cuts before it where that was asked for.
  void step();

  // Makes way for a new file called `path`, and notes it. Returns what it is known by.
  Inode create(const std::filesystem::path& path);
  void create_folder(const std::filesystem::path& path);
  // True if the file has been moved out of the way, and so is removed as far as anybody can see.
  bool remove(const std::filesystem::path& path);
  void rename(const std::filesystem::path& from, const std::filesystem::path& to);
  void sync_folder(const std::filesystem::path& folder);

  void appended(Inode inode, std::uint64_t bytes);
  void truncated(Inode inode, std::uint64_t size);
  // False: the device failed.
  [[nodiscard]] bool sync(Inode inode);

  // As PowerCutDisk promises them.
  void cut();
  void cut_before(std::uint64_t change);
  [[nodiscard]] bool is_cut() const;
  [[nodiscard]] std::uint64_t changes() const;
  void lie_about_syncs();
  void fail_next_sync();
  [[nodiscard]] bool will_fail_sync() const;
  void hold_syncs(bool hold);
  [[nodiscard]] bool somebody_syncs() const;
  void come_back(std::uint64_t seed);

 private:
  using Names = std::map<std::string, Inode>;
  using NameChange = std::vector<std::pair<std::string, std::optional<Inode>>>;
  using Random = std::mt19937_64;
  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

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

  static void apply(const NameChange& change, Names& names);
  void look_around();
  Inode found(const std::filesystem::directory_entry& entry);
  void change_names(NameChange change);
  bool set_aside(const std::filesystem::path& path);
  void cut_locked();
  [[nodiscard]] Names kept_names(Random& random) const;
  void put_back(const Names& names, Random& random);

  const std::filesystem::path folder_;
  const std::filesystem::path removed_;
  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable changed_;
  bool lying_ = false;
  bool holding_ = false;
  bool failing_ = false;
  std::uint64_t changes_ = 0;
  std::uint64_t cut_before_ = kNever;
  Inode next_ = kFolder + 1;
  Names live_;                                    // As the process sees them.
  std::map<Inode, std::filesystem::path> where_;  // Where the process's bytes are.
  Disk now_;
  std::optional<Disk> at_cut_;
  int held_ = 0;
};

}  // namespace varde::test
