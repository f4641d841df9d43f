// A broker's middle in a process of its own, whose disk fails at a sync after a thousand commits:
// for what the engine does then by itself. Argument: a folder; the file "armed" in it says that the
// next sync will fail.
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "broker/engine/engine.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/power_cut_fs.h"
#include "tests/support/wall_clock.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

constexpr std::uint64_t kMessagesBefore = 1'000;

class Receipt : public engine::Receipt {
 public:
  explicit Receipt(std::atomic<std::uint64_t>& acknowledged) : acknowledged_(acknowledged) {}

 private:
  void on_durable(LogPosition) override { acknowledged_ += 1; }
  void on_refused(engine::FieldRefusal) override {}
  std::atomic<std::uint64_t>& acknowledged_;
};

int run(const std::filesystem::path& folder) {
  std::filesystem::create_directory(folder / "log");
  PowerCutDisk disk(folder / "log");
  eventlog::OpenOptions options;
  options.folder = folder / "log";
  options.create = true;
  options.seams = disk.seams();
  const auto log = eventlog::open_event_log(options);
  if (log.has_error()) return EXIT_FAILURE;
  const WallClock clock;
  std::atomic<std::uint64_t> acknowledged{0};
  engine::Engine engine(**log, *(*log)->recover(), clock, {});
  engine.start();
  for (std::uint64_t id = 1;; ++id) {
    if (id == kMessagesBefore) {
      disk.fail_next_sync();
      std::ofstream(folder / "armed") << "\n";
    }
    engine.submit(message(device("button-1"), {keyed(signal(SignalKind::HelpCall), id)}),
                  std::make_unique<Receipt>(acknowledged));
  }
}

}  // namespace
}  // namespace varde::test

int main(int argc, char** argv) { return argc == 2 ? varde::test::run(argv[1]) : EXIT_FAILURE; }
