// Other adapters while messages wait: set_adapters.
#include <catch2/catch.hpp>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using core::DecodeFailureKind;

constexpr const char* kEndless = "function normalize() { for (;;) {} }";

std::string says(const std::string& text) {
  return "function normalize() { return [{kind: 'heartbeat', state: 'active', text: '" + text +
         "'}]; }";
}

}  // namespace

TEST_CASE("a mended version leaves the quarantine, and the core is told", "[adapter_host]") {
  const TempDir dir;
  const AdapterPtr other = own_adapter(dir, "other", kEndless);
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "bad", kEndless), other};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 3; ++i) (void)bench.decode("bad/d", "x");
  for (int i = 0; i < 3; ++i) (void)bench.decode("other/d", "x");
  REQUIRE(failure_of(bench.decode("bad/d", "x")) == DecodeFailureKind::Quarantined);

  bench.host().set_adapters({own_adapter(dir, "bad", says("mended"), "1.0.1"), other});
  const auto message = bench.decode("bad/d", "x");

  CHECK(signals_of(message)[0].text == "mended");
  const auto changes = bench.changes();
  REQUIRE(changes.size() == 3);
  CHECK(changes[2].adapter == AdapterId("bad"));
  CHECK(changes[2].version == "1.0.1");
  CHECK_FALSE(changes[2].quarantined);
  // The one that is still the same is still out of use.
  CHECK(failure_of(bench.decode("other/d", "x")) == DecodeFailureKind::Quarantined);
}

TEST_CASE("a message that waits for its turn is decoded by the new version", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "one", says("old"))};
  HostBench bench(std::move(setup));
  bench.keep_turns();
  REQUIRE(bench.send("one/d", "1"));
  REQUIRE(bench.send("one/d", "2"));
  REQUIRE(signals_of(bench.wait_for(1)[0])[0].text == "old");

  bench.host().set_adapters({own_adapter(dir, "one", says("new"), "1.0.1")});
  bench.give_turns_back();

  CHECK(signals_of(bench.wait_for(2)[1])[0].text == "new");
}

TEST_CASE("what a replaced version still does is not held against the new one", "[adapter_host]") {
  // Given messages of many devices that wait for a worker behind endless loops.
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "one", kEndless)};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 50; ++i) REQUIRE(bench.send("one/" + std::to_string(i), "x"));
  bench.wait_for(1);

  bench.host().set_adapters({own_adapter(dir, "one", says("new"), "1.0.1")});
  const auto answers = bench.wait_for(50);

  // At most the two that the worker had begun were stopped; all others wait for the new version.
  int stopped = 0;
  for (const auto& message : answers) {
    if (failure_of(message) == DecodeFailureKind::CodecStopped) {
      stopped += 1;
    } else {
      CHECK(signals_of(message)[0].text == "new");
    }
  }
  CHECK(stopped <= 3);
  for (const auto& change : bench.changes()) CHECK_FALSE(change.quarantined);
}

TEST_CASE("messages that wait for an adapter that is gone are kept as undecodable",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "one", says("old"))};
  HostBench bench(std::move(setup));
  bench.keep_turns();
  REQUIRE(bench.send("one/d", "1"));
  REQUIRE(bench.send("one/d", "2"));
  bench.wait_for(1);

  bench.host().set_adapters({});
  bench.give_turns_back();
  const auto waited = bench.wait_for(2)[1];

  CHECK(failure_of(waited) == DecodeFailureKind::UnknownTopic);
  CHECK(waited.raw.payload == "2");
  CHECK(failure_of(bench.decode("one/d", "3")) == DecodeFailureKind::UnknownTopic);
  CHECK(bench.host().counters().waiting_bulk == 0);
  CHECK(bench.host().adapters().empty());
}

TEST_CASE("an adapter that goes while it is out of use ends its alarm", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "bad", kEndless)};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 3; ++i) (void)bench.decode("bad/d", "x");

  bench.host().set_adapters({});
  (void)bench.decode("bad/d", "x");
  bench.host().stop();

  REQUIRE(bench.changes().size() == 2);
  CHECK_FALSE(bench.changes()[1].quarantined);
}

TEST_CASE("adapters change while messages of many devices are decoded, and none is lost",
          "[adapter_host]") {
  const TempDir dir;
  const AdapterPtr versions[] = {own_adapter(dir, "one", says("1"), "1.0.0"),
                                 own_adapter(dir, "one", says("2"), "2.0.0")};
  HostSetup setup;
  setup.adapters = {versions[0]};
  setup.bulk_workers = 2;
  HostBench bench(std::move(setup));

  for (int i = 0; i < 400; ++i) {
    REQUIRE(bench.send("one/" + std::to_string(i % 20), "x"));
    if (i % 10 == 0) bench.host().set_adapters({versions[(i / 10) % 2]});
  }

  for (const auto& message : bench.wait_for(400)) CHECK(signals_of(message).size() == 1);
  CHECK(bench.answers() == 400);
  CHECK(bench.host().counters().waiting_bulk == 0);
}

}  // namespace varde::test
