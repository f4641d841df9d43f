#include "adapters/host/device_directory.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/world.h"
#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {

using adapters::DeviceDirectory;
using adapters::unregistered_device_id;

TEST_CASE("a device is found by what its vendor calls it", "[adapter_host]") {
  core::Device behind = vendor_device("leak-2", "milesight", "24e1", "leak");
  behind.vendor->carrier = "chirpstack";
  const core::Device own{device("button-1"), PositionId("astrid"), "safety alarm"};
  const DeviceDirectory directory({vendor_device("leak-1", "zigbee2mqtt", "kitchen leak", "leak"),
                                   behind, own,
                                   vendor_device("leak-9", "zigbee2mqtt", "kitchen leak", "leak")});

  CHECK(directory.find("zigbee2mqtt", "kitchen leak")->ref == device("leak-1"));
  CHECK(directory.find("chirpstack", "24e1")->ref == device("leak-2"));
  CHECK(directory.find("milesight", "24e1") == nullptr);
  CHECK(directory.find("zigbee2mqtt", "kitchen") == nullptr);
  CHECK(directory.find("", "") == nullptr);
}

TEST_CASE("all that an adapter hears are told by address", "[adapter_host]") {
  const DeviceDirectory directory({vendor_device("b", "one", "b", "leak"),
                                   vendor_device("x", "two", "a", "leak"),
                                   vendor_device("a", "one", "a", "leak")});

  const auto heard = directory.heard_by("one");

  REQUIRE(heard.size() == 2);
  CHECK(heard[0]->ref == device("a"));
  CHECK(heard[1]->ref == device("b"));
  CHECK(directory.heard_by("on").empty());
}

TEST_CASE("a device in no register has an id that a topic may hold, and one of its own",
          "[adapter_host]") {
  CHECK(unregistered_device_id("z", "leak-1").str() == "z:leak-1");
  std::set<std::string> ids;
  const std::vector<std::string> addresses{"kitchen leak",
                                           "kitchen_leak",
                                           "kitchen/leak",
                                           "kj\xC3\xB8kken",
                                           "\xFF",
                                           "",
                                           std::string(1, '\0'),
                                           std::string(200, 'a'),
                                           std::string(200, 'a') + "b",
                                           std::string(62, 'a'),
                                           std::string(63, 'a')};
  for (const std::string& address : addresses) {
    CAPTURE(address);
    const DeviceId id = unregistered_device_id("z", address);
    CHECK(is_name(id.str()));
    CHECK(ids.insert(id.str()).second);
    CHECK(unregistered_device_id("z", address) == id);
  }
  CHECK(unregistered_device_id("z", std::string(62, 'a')).str().size() == 64);
}

}  // namespace varde::test
