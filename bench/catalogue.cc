// What the adapters of the catalogue take: messages a second on one core, each from the state just
// after loading, over the fixtures of each adapter; and memory per loaded adapter.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/codec/codec_engine.h"
#include "adapters/host/codec_message.h"
#include "adapters/host/fixture.h"
#include "adapters/host/installed_adapters.h"

namespace varde {
namespace {

using namespace adapters;
using Clock = std::chrono::steady_clock;

constexpr auto kTimeOfOne = std::chrono::milliseconds(400);

struct Row {
  std::string adapter;
  std::size_t messages = 0;  // Different ones.
  double per_second = 0;
  std::size_t image_bytes = 0;
};

std::string argument_of(const Adapter& adapter, const Fixture& fixture,
                        const FixtureMessage& given) {
  CodecMessage message;
  message.topic = given.topic;
  message.payload = given.payload;
  message.retained = given.retained;
  message.received_at = fixture.received_at;
  message.network_time = given.network_time;
  message.f_port = given.f_port;
  message.device = fixture.device;
  message.previous = given.previous;
  if (auto match = match_topic(adapter.manifest, given.topic)) {
    message.name = match->topic->name;
    message.captures = std::move(match->captures);
    message.device.address = match->address;
  }
  return to_argument(message);
}

// What was understood: a message that a codec refuses is quick.
std::vector<std::pair<Instant, std::string>> calls_of(const Adapter& adapter) {
  std::vector<std::pair<Instant, std::string>> out;
  for (const Fixture& fixture : read_fixtures(adapter.folder / "fixtures").good) {
    const auto* message = std::get_if<FixtureMessage>(&fixture.given);
    if (message == nullptr || std::holds_alternative<ExpectFailure>(fixture.expect)) continue;
    out.emplace_back(fixture.received_at, argument_of(adapter, fixture, *message));
  }
  return out;
}

Row measure(CodecEngine& engine, const Adapter& adapter) {
  const auto calls = calls_of(adapter);
  if (calls.empty() || !engine.load(adapter.codec->scripts)) std::abort();
  const auto image = engine.snapshot();
  const char* function = adapter.manifest.carrier                ? "unwrap"
                         : adapter.manifest.is_payload_adapter() ? "decode"
                                                                 : "normalize";
  std::size_t done = 0;
  const auto start = Clock::now();
  do {
    for (const auto& [now, argument] : calls) {
      engine.reset(image);
      if (!engine.call(function, argument, now, 42)) std::abort();
      done += 1;
    }
  } while (Clock::now() - start < kTimeOfOne);
  const std::chrono::duration<double> took = Clock::now() - start;
  return {adapter.manifest.id, calls.size(), static_cast<double>(done) / took.count(),
          image->bytes()};
}

int run() {
  const auto engine = make_quickjs_engine();
  std::vector<Row> rows;
  for (const auto& folder : adapter_folders(installed_adapters())) {
    const auto adapter = load_adapter(folder);
    if (adapter.has_error()) return EXIT_FAILURE;
    if ((*adapter)->codec != nullptr) rows.push_back(measure(*engine, **adapter));
  }
  std::ranges::sort(rows, {}, &Row::per_second);
  std::printf("%-20s %8s %12s %14s\n", "adapter", "messages", "per second", "KiB of memory");
  for (const Row& row : rows) {
    std::printf("%-20s %8zu %12.0f %14zu\n", row.adapter.c_str(), row.messages, row.per_second,
                row.image_bytes / 1024);
  }
  std::printf("median: %.0f a second\n", rows[rows.size() / 2].per_second);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace varde

int main() { return varde::run(); }
