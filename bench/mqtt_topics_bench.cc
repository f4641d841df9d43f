// What it takes to find who hears a message: 10,000 devices with two topics of their own each, and
// 20 filters with wildcards, as consoles, bridges and integrators have.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "broker/links/mqtt/topics/subscription_tree.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

constexpr int kDevices = 10'000;
const std::vector<std::string> kMunicipalities{"nordlia", "soerdal", "vestvik"};

std::string topic_of(int device, const std::string& last) {
  return "varde/v1/" + kMunicipalities[static_cast<std::size_t>(device) % 3] + "/button-" +
         std::to_string(10'000 + device) + "/" + last;
}

std::vector<std::string> device_filters() {
  std::vector<std::string> filters;
  for (int device = 0; device < kDevices; ++device) {
    filters.push_back(topic_of(device, "response"));
    filters.push_back(topic_of(device, "command"));
  }
  return filters;
}

// Of 20, up to six match one topic.
std::vector<std::string> wildcard_filters() {
  std::vector<std::string> filters{"#", "varde/#", "varde/v1/#", "varde/v1/+/+/response",
                                   "+/v1/+/+/signal"};
  for (const std::string& municipality : kMunicipalities) {
    for (const char* rest : {"/#", "/+/response", "/+/command", "/+/signal", "/+/signal/urgent"}) {
      filters.push_back("varde/v1/" + municipality + rest);
    }
  }
  return filters;
}

void add_all(SubscriptionTree& tree, const std::vector<std::string>& filters) {
  SessionNumber session = 0;
  for (const std::string& filter : filters) tree.add(filter, session++, {});
}

// In an order that no cache foresees.
std::vector<std::string> topics(const std::string& last) {
  std::vector<std::string> all;
  for (int device = 0; device < kDevices; ++device) all.push_back(topic_of(device, last));
  std::shuffle(all.begin(), all.end(), std::mt19937(1));
  return all;
}

void match_all(benchmark::State& run, SubscriptionTree& tree, const std::string& last) {
  const std::vector<std::string> all = topics(last);
  std::size_t next = 0;
  std::int64_t heard = 0;
  for (auto _ : run) {
    tree.match(
        all[next], [&](const SubscriptionTree::Match&) { ++heard; },
        [](SubscriptionTree::GroupMatch) {});
    next = (next + 1) % all.size();
  }
  run.SetItemsProcessed(run.iterations());
  run.counters["heard"] =
      benchmark::Counter(static_cast<double>(heard), benchmark::Counter::kAvgIterations);
}

void mqtt_match(benchmark::State& run, const std::string& last, bool wildcards) {
  SubscriptionTree tree;
  add_all(tree, device_filters());
  if (wildcards) add_all(tree, wildcard_filters());
  match_all(run, tree, last);
}
// To the one device it is for; then also to those who listen to many.
BENCHMARK_CAPTURE(mqtt_match, response_devices_only, "response", false);
BENCHMARK_CAPTURE(mqtt_match, response, "response", true);
// What a device sends: no device hears it.
BENCHMARK_CAPTURE(mqtt_match, signal, "signal", true);

// A reconnect storm's share of it: one subscription made and taken back.
void mqtt_subscribe(benchmark::State& run) {
  SubscriptionTree tree;
  add_all(tree, device_filters());
  const std::vector<std::string> all = topics("locate");
  std::size_t next = 0;
  for (auto _ : run) {
    tree.add(all[next], 1, {});
    tree.remove(all[next], 1);
    next = (next + 1) % all.size();
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(mqtt_subscribe);

// What all 20,000 hold.
void mqtt_subscription_bytes(benchmark::State& run) {
  const std::vector<std::string> filters = device_filters();
  std::size_t bytes = 0;
  for (auto _ : run) {
    const std::size_t before = ::mallinfo2().uordblks;
    SubscriptionTree tree;
    add_all(tree, filters);
    bytes = ::mallinfo2().uordblks - before;
  }
  run.counters["bytes_each"] = static_cast<double>(bytes) / static_cast<double>(filters.size());
}
BENCHMARK(mqtt_subscription_bytes)->Unit(benchmark::kMillisecond);

// To compare with: asking each of the 20,020 filters.
void mqtt_match_one_by_one(benchmark::State& run) {
  std::vector<std::string> filters = device_filters();
  for (const std::string& filter : wildcard_filters()) filters.push_back(filter);
  const std::vector<std::string> all = topics("response");
  std::size_t next = 0;
  for (auto _ : run) {
    for (const std::string& filter : filters) {
      benchmark::DoNotOptimize(matches(filter, all[next]));
    }
    next = (next + 1) % all.size();
  }
}
BENCHMARK(mqtt_match_one_by_one)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace varde::links::mqtt
