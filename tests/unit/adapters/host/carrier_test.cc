// A network's envelope and the frame in it: two adapters for one message.
#include <catch2/catch.hpp>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using core::DecodeFailureKind;

const std::string kTopic = "application/app/device/24e124136a000001/event/";

std::string uplink(const std::string& data, int count = 10) {
  return R"({"time":"2026-03-01T11:59:59.775Z","deviceInfo":{"devEui":"24e124136a000001"},)"
         R"("devAddr":"00189440","fCnt":)" +
         std::to_string(count) + R"(,"fPort":85,"data":")" + data + "\"}";
}

core::Device behind_chirpstack(const std::string& model, const std::string& adapter) {
  core::Device made = vendor_device("lora-1", adapter, "24e124136a000001", model);
  made.vendor->carrier = "chirpstack";
  return made;
}

HostSetup setup_with(const core::Device& registered) {
  HostSetup setup;
  setup.adapters = {vendor_adapter("chirpstack"), vendor_adapter("milesight-lorawan")};
  setup.devices = {registered};
  return setup;
}

}  // namespace

TEST_CASE("a frame is decoded by its device's adapter, with the network's time and count",
          "[adapter_host]") {
  HostBench bench(setup_with(behind_chirpstack("em300-sld", "milesight-lorawan")));

  const auto message = bench.decode(kTopic + "up", uplink("BQAB"));  // 05 00 01: wet.

  CHECK(message.device == device("lora-1"));
  REQUIRE(signals_of(message).size() == 1);
  const core::Signal& leak = signals_of(message)[0];
  CHECK(leak.kind == SignalKind::WaterLeak);
  CHECK(leak.state == SignalState::Active);
  CHECK(leak.key == core::SignalKey{"00189440", 10});
  REQUIRE(leak.network_time);
  CHECK(*leak.network_time == Instant(std::chrono::milliseconds(1'772'366'399'775)));
  CHECK_FALSE(leak.level);  // Its type knows duplicates by their key.
}

TEST_CASE("a panic button behind a network goes by the urgent lane", "[adapter_host]") {
  HostBench bench(setup_with(behind_chirpstack("ws101", "milesight-lorawan")));

  bench.decode(kTopic + "up", uplink("/y4B"));

  CHECK(bench.host().counters().urgent.calls == 2);
  CHECK(bench.host().counters().bulk.calls == 0);
}

TEST_CASE("what the network says of itself needs no frame", "[adapter_host]") {
  HostBench bench(setup_with(behind_chirpstack("em300-sld", "milesight-lorawan")));
  const auto join =
      bench.decode(kTopic + "join",
                   R"({"time":"2026-03-01T11:59:59Z","deviceInfo":{"devEui":"24e124136a000001"}})");
  CHECK(join.device == device("lora-1"));
  CHECK_FALSE(signals_of(join).empty());
}

TEST_CASE("a frame of a device that nobody registered is kept, and said to be unknown",
          "[adapter_host]") {
  HostSetup setup = setup_with(behind_chirpstack("em300-sld", "milesight-lorawan"));
  setup.devices.clear();
  HostBench bench(std::move(setup));

  const auto message = bench.decode(kTopic + "up", uplink("BQAB"));

  CHECK(failure_of(message) == DecodeFailureKind::UnknownDevice);
  CHECK(message.raw.payload == uplink("BQAB"));
  CHECK(message.device == device("chirpstack:24e124136a000001"));
}

TEST_CASE("a frame for an adapter that is not loaded is kept", "[adapter_host]") {
  HostBench bench(setup_with(behind_chirpstack("em300-sld", "no-such-adapter")));
  CHECK(failure_of(bench.decode(kTopic + "up", uplink("BQAB"))) ==
        DecodeFailureKind::UnknownDevice);
}

TEST_CASE("frames that come together are decoded in their order", "[adapter_host]") {
  HostBench bench(setup_with(behind_chirpstack("em300-sld", "milesight-lorawan")));
  for (int i = 0; i < 20; ++i) {
    REQUIRE(bench.send(kTopic + "up", uplink(i % 2 == 0 ? "BQAB" : "BQAA", i)));
  }
  std::uint64_t next = 0;
  for (const auto& message : bench.wait_for(20)) {
    CHECK(signals_of(message)[0].key->sequence == next++);
  }
  CHECK(bench.host().counters().decoded == 20);
}

}  // namespace varde::test
