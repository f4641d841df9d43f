// The oracle of the fault tests: what a sender was told is stored stands in the log, once.
//
// A publisher notes each acknowledgement in a file of its own. After the fault and the recovery the
// file is compared with the log. Messages are known by the sequence of their signal's key, so a
// test gives each message a sequence of its own, whatever device sends it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "broker/core/event.h"
#include "broker/eventlog/event_log.h"

namespace varde::test {

// The acknowledgements of one publisher, or of several.
// Thread safety: `note` and `settle` from any thread.
class AckFile {
 public:
  // Goes on where the file ends; makes it where it is not there. Throws std::runtime_error.
  explicit AckFile(const std::filesystem::path& file);
  ~AckFile();  // As settle().
  AckFile(const AckFile&) = delete;
  AckFile& operator=(const AckFile&) = delete;

  // Appends `id` and syncs, on a thread of the file's own: several may share a sync.
  void note(std::uint64_t id);

  // Returns when all that was noted is on disk.
  void settle();

 private:
  void run();

  int file_;
  std::mutex mutex_;  // Guards the three below.
  std::condition_variable changed_;
  std::vector<std::uint64_t> noted_;  // Not yet taken to be written.
  bool writing_ = false;
  bool stopping_ = false;
  std::thread thread_;  // Last: it uses the others.
};

// What the file holds, in the order in which it came. A last line that is not whole was never
// synced, and does not count.
[[nodiscard]] std::vector<std::uint64_t> read_acks(const std::filesystem::path& file);

// How often each message stands in a log.
class StoredIds {
 public:
  void add(const core::Event& event);
  // The whole log. Throws std::runtime_error if it cannot be read.
  void add_all(const eventlog::EventLog& log);

  [[nodiscard]] std::size_t times(std::uint64_t id) const;
  // How many messages stand in it more than once.
  [[nodiscard]] std::size_t twice() const;
  [[nodiscard]] std::size_t size() const { return times_.size(); }

 private:
  std::map<std::uint64_t, std::size_t> times_;
};

struct Tally {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;   // Acknowledged, and not in the log.
  std::size_t twice = 0;  // In the log more than once, acknowledged or not.
  std::uint64_t first_lost = 0;

  Tally& operator+=(const Tally& other);
};
std::ostream& operator<<(std::ostream& out, const Tally& tally);

[[nodiscard]] Tally compare(const std::vector<std::uint64_t>& acknowledged,
                            const StoredIds& stored);

// SHA-256 of a state, in hex.
[[nodiscard]] std::string state_hash(const core::State& state);

// What `recover` makes of the log (newest snapshot and tail), and what a replay from the first
// event makes of it. Throws std::runtime_error if either cannot be had.
struct StateHashes {
  std::string recovered;
  std::string replayed;
};
[[nodiscard]] StateHashes state_hashes(const eventlog::EventLog& log);

}  // namespace varde::test
