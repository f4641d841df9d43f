// The adapters that come with Varde do what they claim.
#include <catch2/catch.hpp>

#include "adapters/host/adapter_check.h"
#include "adapters/host/installed_adapters.h"

namespace varde::adapters {

TEST_CASE("each adapter of the catalogue passes its fixtures and shows what it claims",
          "[adapters]") {
  CodecRunner runner;
  const auto folders =
      adapter_folders(std::filesystem::path(VARDE_SOURCE_FOLDER) / "adapters/vendors");
  REQUIRE(folders.size() >= 17);
  for (const auto& folder : folders) {
    CAPTURE(folder.filename());
    const auto report = check_adapter(folder, runner);
    CHECK(problems_of(report) == std::vector<std::string>{});
    CHECK(report.good());
  }
}

TEST_CASE("the same message decoded twice gives the same bytes", "[adapters]") {
  const auto folder = std::filesystem::path(VARDE_SOURCE_FOLDER) / "adapters/vendors/zigbee2mqtt";
  const auto adapter = load_adapter(folder);
  REQUIRE(adapter.has_value());
  CodecMessage message;
  message.topic = "zigbee2mqtt/kitchen";
  message.name = "state";
  message.captures = {{"device", "kitchen"}};
  message.payload = R"({"water_leak": true, "battery": 90, "linkquality": 40})";
  message.received_at = kFixtureTime;
  message.device = {"kitchen", "leak", "{}"};
  const auto decode = [&] {
    CodecRunner runner;
    const auto answer =
        runner.call({(*adapter)->codec, "normalize", to_argument(message), message.received_at,
                     seed_of(message.topic, message.payload), 0});
    REQUIRE(answer.has_value());
    return answer->json;
  };

  CHECK(decode() == decode());
}

}  // namespace varde::adapters
