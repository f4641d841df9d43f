// What a commit costs, beside what the disk itself takes for the same bytes in the same run.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/temp_dir.h"

namespace varde {
namespace {

constexpr std::size_t kPayloadBytes = 100;

core::Event event(std::uint64_t sequence) {
  core::MessageReceived received;
  received.raw.link = LinkId("mosquitto");
  received.raw.topic = "varde/v1/nordlia/button-0001/signal";
  received.raw.payload = std::string(kPayloadBytes, 'x');
  received.device = {MunicipalityId("nordlia"), DeviceId("button-0001")};
  core::Signal signal;
  signal.kind = core::SignalKind::Heartbeat;
  signal.key = core::SignalKey{"b", sequence};
  received.signals = {signal};
  return {Instant(Duration(sequence)), {}, received};
}

void append(benchmark::State& run) {
  const test::TempDir dir;
  eventlog::OpenOptions options;
  options.folder = dir.path() / "log";
  options.create = true;
  auto log = eventlog::open_event_log(options);
  const auto batch = static_cast<std::size_t>(run.range(0));
  std::vector<core::Event> events;
  for (std::size_t i = 0; i < batch; ++i) events.push_back(event(i));
  for (auto _ : run) {
    if (!(*log)->append(events, (*log)->end())) std::abort();
  }
  run.SetItemsProcessed(run.iterations() * run.range(0));
}
BENCHMARK(append)->Arg(1)->Arg(16)->Arg(256)->UseRealTime();

// The disk's own limit: as many bytes to one file, and one fdatasync.
void write_and_sync(benchmark::State& run) {
  const test::TempDir dir;
  const std::string path = (dir.path() / "raw").string();
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  constexpr std::size_t kEventBytes = 250;  // As stored, with keys and indexes.
  const std::string bytes(static_cast<std::size_t>(run.range(0)) * kEventBytes, 'x');
  for (auto _ : run) {
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0) std::abort();
  }
  ::close(file);
  run.SetItemsProcessed(run.iterations() * run.range(0));
}
BENCHMARK(write_and_sync)->Arg(1)->Arg(16)->Arg(256)->UseRealTime();

}  // namespace
}  // namespace varde
