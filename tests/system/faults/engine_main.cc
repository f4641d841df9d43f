// A broker's middle in a process of its own: the real log, the real engine, and a sender as fast as
// it is acknowledged. For what happens to a process when its disk fails.
//
// Arguments: a folder for the log, a file for the acknowledgements, and
//   failing-sync FILE   the disk is a simulated one, and fails at a sync after a thousand messages;
//                       FILE is made when the next one will
//   large               messages of 60 kB, so that the write-ahead log fills the disk
//   small-buffers       write buffers of 64 KiB, so that flushing them does
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "broker/engine/engine.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/ack_oracle.h"
#include "tests/support/power_cut_fs.h"
#include "tests/support/wall_clock.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

constexpr std::uint64_t kMessagesBeforeFailure = 1'000;
constexpr std::size_t kWindow = 50;
constexpr std::size_t kLargePayload = 60'000;
constexpr std::size_t kSmallPayload = 500;

struct Arguments {
  std::filesystem::path folder;
  std::filesystem::path acks;
  std::string mode;
  std::filesystem::path armed;
};

class Receipt : public engine::Receipt {
 public:
  Receipt(AckFile& acks, std::atomic<std::size_t>& under_way, std::uint64_t id)
      : acks_(acks), under_way_(under_way), id_(id) {}
  ~Receipt() override { under_way_ -= 1; }

 private:
  void on_durable(const engine::Stored&) override { acks_.note(id_); }
  void on_refused(engine::FieldRefusal) override {}
  AckFile& acks_;
  std::atomic<std::size_t>& under_way_;
  const std::uint64_t id_;
};

std::uint64_t newest_in(const eventlog::EventLog& log) {
  StoredIds stored;
  stored.add_all(log);
  return stored.size();
}

int run(const Arguments& arguments) {
  std::filesystem::create_directories(arguments.folder);
  std::unique_ptr<PowerCutDisk> disk;
  eventlog::OpenOptions options;
  options.folder = arguments.folder;
  options.create = true;
  if (arguments.mode == "failing-sync") {
    disk = std::make_unique<PowerCutDisk>(arguments.folder);
    options.seams = disk->seams();
  }
  if (arguments.mode == "small-buffers") options.seams.write_buffer_bytes = 64 * 1024;
  const auto log = eventlog::open_event_log(options);
  if (log.has_error()) {
    std::cerr << log.error().detail << std::endl;
    return EXIT_FAILURE;
  }
  AckFile acks(arguments.acks);
  const WallClock clock;
  std::atomic<std::size_t> under_way{0};
  engine::Engine engine(**log, *(*log)->recover(), clock, {});
  engine.start();
  for (std::uint64_t id = newest_in(**log) + 1;; ++id) {
    if (disk != nullptr && id == kMessagesBeforeFailure) {
      disk->fail_next_sync();
      std::ofstream(arguments.armed) << "\n";
    }
    while (under_way >= kWindow) std::this_thread::yield();
    under_way += 1;
    auto made = message(device("button-1"), {keyed(signal(SignalKind::HelpCall), id)});
    made.raw.payload.assign(arguments.mode == "large" ? kLargePayload : kSmallPayload, 'x');
    made.raw.payload_size = made.raw.payload.size();
    engine.submit({std::move(made), std::make_unique<Receipt>(acks, under_way, id), {}});
  }
}

}  // namespace
}  // namespace varde::test

int main(int argc, char** argv) {
  if (argc < 4) return EXIT_FAILURE;
  return varde::test::run({argv[1], argv[2], argv[3], argc > 4 ? argv[4] : ""});
}
