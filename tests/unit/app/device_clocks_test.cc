#include "broker/app/device_clocks.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>

namespace varde::app {
namespace {

using namespace std::chrono_literals;

// Speaks the adapter `maker`, whose models are `awake` and `asleep`.
core::Device vendor_device(const std::string& model) {
  core::Device device;
  device.type = "leak sensor";
  device.vendor = core::VendorDevice{"maker", "address", model, "", ""};
  return device;
}

std::vector<std::shared_ptr<const adapters::Adapter>> maker() {
  const auto adapter = std::make_shared<adapters::Adapter>();
  adapter->manifest.id = "maker";
  adapter->manifest.types["awake"].supervision = {1h, false, false};
  adapter->manifest.types["asleep"].supervision = {1h, true, false};
  return {adapter};
}

policy::SupervisionTable table() {
  return {{{"leak sensor", {25h, 31 * 24h}}, {"button", {2h, std::nullopt}}}};
}

core::SupervisionClocks clocks_of(const core::Device& device) {
  core::ApplyRegister site;
  site.devices = {device};
  return with_clocks(site, maker(), table()).devices.front().supervision;
}

}  // namespace

TEST_CASE("what the register says of a device itself goes before all else", "[app]") {
  core::Device device = vendor_device("awake");
  device.supervision = {10min, 7 * 24h};

  CHECK(clocks_of(device) == core::SupervisionClocks{10min, 7 * 24h});
}

TEST_CASE("a vendor's device is heard of as its adapter says, one that sleeps half as often",
          "[app]") {
  CHECK(clocks_of(vendor_device("awake")).heard_within == Duration(1h));
  CHECK(clocks_of(vendor_device("asleep")).heard_within == Duration(2h));
  // Of function tests a manifest says nothing.
  CHECK(clocks_of(vendor_device("awake")).tested_within == Duration(31 * 24h));
}

TEST_CASE("other devices are supervised as the policies say of their type, or not at all",
          "[app]") {
  core::Device button;
  button.type = "button";
  core::Device stranger;
  stranger.type = "something new";

  CHECK(clocks_of(button) == core::SupervisionClocks{2h, std::nullopt});
  CHECK(clocks_of(stranger) == core::SupervisionClocks{});
}

}  // namespace varde::app
