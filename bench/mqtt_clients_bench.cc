// The clients of the MQTT listener: what a reconnect storm costs to verify, and what 100,000 of
// them cost to read and to hold.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "broker/links/mqtt/clients/client_store.h"
#include "broker/links/mqtt/clients/rights.h"

namespace varde {
namespace {

using namespace links::mqtt;

struct Site {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("varde-bench-clients-" + std::to_string(::getpid()) + ".json");
  std::vector<std::string> names;
  std::vector<std::string> secrets;

  explicit Site(std::size_t devices) {
    std::vector<Client> clients;
    for (std::size_t i = 0; i < devices; ++i) {
      std::string number = std::to_string(i);
      number.insert(0, 6 - number.size(), '0');
      Client client;
      client.name = "nordlia/alarm-" + number;
      client.device = *device_named(client.name);
      secrets.push_back(make_secret());
      client.secret = hash_secret(secrets.back());
      names.push_back(client.name);
      clients.push_back(std::move(client));
    }
    const auto added = ClientFile(path).add(std::move(clients));
    if (added.has_error()) std::abort();
  }
  ~Site() {
    std::filesystem::remove(path);
    std::filesystem::remove(path.string() + ".lock");
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
};

std::size_t heap_in_use() {
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

void load_clients(benchmark::State& state) {
  const Site site(static_cast<std::size_t>(state.range(0)));
  std::size_t before = 0;
  std::size_t after = 0;
  for (auto _ : state) {
    before = heap_in_use();
    ClientStore store(site.path);
    if (store.load().has_error()) std::abort();
    after = heap_in_use();
  }
  state.counters["bytes_per_client"] =
      static_cast<double>(after - before) / static_cast<double>(state.range(0));
}
BENCHMARK(load_clients)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

// All devices of a centre come back at once.
void verify_10000_clients(benchmark::State& state) {
  const Site site(10'000);
  ClientStore store(site.path);
  if (store.load().has_error()) std::abort();
  for (auto _ : state) {
    for (std::size_t i = 0; i < site.names.size(); ++i) {
      const auto client = store.authenticate(site.names[i], site.secrets[i]);
      if (client.has_error()) std::abort();
    }
  }
}
BENCHMARK(verify_10000_clients)->Unit(benchmark::kMillisecond);

void may_a_device_publish(benchmark::State& state) {
  Client client;
  client.name = "nordlia/alarm-0114";
  client.device = *device_named(client.name);
  for (auto _ : state) {
    bool may = may_publish(client, "varde/v1/nordlia/alarm-0114/signal/urgent");
    benchmark::DoNotOptimize(may);
  }
}
BENCHMARK(may_a_device_publish);

}  // namespace
}  // namespace varde
