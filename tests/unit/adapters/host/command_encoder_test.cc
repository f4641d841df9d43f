// Commands to vendors' devices: in the vendor's words, or why not.
#include <catch2/catch.hpp>
#include <future>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using Encoded = adapters::EncodedCommand;

const LinkId kHouse("house");

Encoded encode(HostBench& bench, const core::Device& to, core::DeviceCommand command,
               const LinkId& link = kHouse) {
  auto promise = std::make_shared<std::promise<Encoded>>();
  auto future = promise->get_future();
  bench.host().encode_command(to, command, link, at(0s),
                              [promise](Encoded encoded) { promise->set_value(encoded); });
  REQUIRE(future.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  return future.get();
}

core::Device lock() { return vendor_device("door-1", "zigbee2mqtt", "front door", "lock"); }

core::Device tracker() {
  core::Device made = vendor_device("tracker-1", "abeeway", "24e124136a000001", "tracker");
  made.vendor->carrier = "chirpstack";
  made.vendor->parameters = R"({"application":"7c6c5e3a"})";
  return made;
}

HostSetup house() {
  HostSetup setup;
  setup.adapters = {vendor_adapter("zigbee2mqtt"), vendor_adapter("abeeway"),
                    vendor_adapter("chirpstack")};
  setup.devices = {lock(), tracker()};
  adapters::AdapterUse zigbee{"zigbee2mqtt", MunicipalityId("nordlia"), "site7/", {kHouse}};
  adapters::AdapterUse carrier{"chirpstack", MunicipalityId("nordlia"), "", {}};
  setup.uses = {zigbee, carrier};
  return setup;
}

}  // namespace

TEST_CASE("a command goes out in the vendor's words, on the topic of its use", "[adapter_host]") {
  HostBench bench(house());

  const auto made = encode(bench, lock(), core::DeviceCommand::OpenDoor);

  REQUIRE(made.has_value());
  CHECK(made->topic == "site7/zigbee2mqtt/front door/set");
  CHECK_FALSE(made->payload.empty());
  CHECK_FALSE(made->retain);
}

TEST_CASE("a command to a device behind a carrier is wrapped for its network", "[adapter_host]") {
  HostBench bench(house());

  const auto made = encode(bench, tracker(), core::DeviceCommand::Reset);

  REQUIRE(made.has_value());
  CHECK(made->topic == "application/7c6c5e3a/device/24e124136a000001/command/down");
  CHECK(made->payload.find("\"fPort\":2") != std::string::npos);
}

TEST_CASE("what a device does not take, and what nobody could send, is refused with the reason",
          "[adapter_host]") {
  HostBench bench(house());

  const auto unknown = encode(bench, lock(), core::DeviceCommand::Locate);
  REQUIRE(unknown.has_error());
  CHECK(unknown.error().reason.find("takes no such command") != std::string::npos);
  const auto elsewhere = encode(bench, lock(), core::DeviceCommand::OpenDoor, LinkId("other"));
  REQUIRE(elsewhere.has_error());
  CHECK(elsewhere.error().reason.find("other") != std::string::npos);
  core::Device stranger = lock();
  stranger.vendor->adapter = "nobody";
  CHECK(encode(bench, stranger, core::DeviceCommand::OpenDoor).has_error());
  core::Device uncarried = tracker();
  uncarried.vendor->carrier = "ttn";
  CHECK(encode(bench, uncarried, core::DeviceCommand::Reset).has_error());
}

}  // namespace varde::test
