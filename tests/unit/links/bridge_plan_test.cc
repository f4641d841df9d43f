#include "broker/links/bridge_plan.h"

#include <catch2/catch.hpp>

namespace varde::links {
namespace {

BridgeOptions good() {
  BridgeOptions options;
  options.name = LinkId("mosquitto");
  options.server = "mqtt://localhost";
  return options;
}

}  // namespace

TEST_CASE("urgent signals have a session of their own", "[links]") {
  const auto plans = plan_sessions(good());

  REQUIRE(plans.size() == 3);
  CHECK(plans[0].configure.client_id() == "varde-response");
  CHECK(plans[0].configure.filters().empty());
  CHECK(plans[1].configure.client_id() == "varde-urgent");
  CHECK(plans[1].configure.filters(0) == "varde/v1/+/+/signal/urgent");
  CHECK(plans[2].configure.client_id() == "varde-bulk");
  CHECK(plans[2].configure.filters(0) == "varde/v1/+/+/signal");
}

TEST_CASE("several bulk sessions share one subscription", "[links]") {
  auto options = good();
  options.sessions = 3;

  const auto plans = plan_sessions(options);

  REQUIRE(plans.size() == 5);
  for (std::size_t i = 2; i < plans.size(); ++i) {
    CHECK(plans[i].configure.filters(0) == "$share/varde/varde/v1/+/+/signal");
    CHECK(plans[i].configure.client_id() == "varde-bulk-" + std::to_string(i - 1));
  }
}

TEST_CASE("a vendor's topics have a session of their own, and stay in it", "[links]") {
  auto options = good();
  options.vendor_filters = {"spBv1.0/+/NBIRTH/+", "zigbee2mqtt/#", "spBv1.0/+/NDATA/+"};

  const auto plans = plan_sessions(options);

  REQUIRE(plans.size() == 5);
  CHECK(plans[3].configure.client_id() == "varde-vendor-spBv1.0");
  CHECK(plans[3].configure.filters_size() == 2);
  CHECK(plans[4].configure.client_id() == "varde-vendor-zigbee2mqtt");
  CHECK(plans[4].configure.filters(0) == "zigbee2mqtt/#");
}

TEST_CASE("options that can never work are refused with the option's name", "[links]") {
  using Spoil = void (*)(BridgeOptions&);
  const auto [spoil, option] = GENERATE(table<Spoil, std::string>({
      {[](BridgeOptions& o) { o.server = "localhost"; }, "server"},
      {[](BridgeOptions& o) { o.client_id = "a/b"; }, "client_id"},
      {[](BridgeOptions& o) { o.client_id = ""; }, "client_id"},
      {[](BridgeOptions& o) { o.sessions = 0; }, "sessions"},
      {[](BridgeOptions& o) { o.sessions = BridgeOptions::kMostSessions + 1; }, "sessions"},
      {[](BridgeOptions& o) { o.sessions = 2, o.version = MqttVersion::V311; }, "sessions"},
      {[](BridgeOptions& o) { o.keep_alive = std::chrono::seconds(0); }, "keep_alive"},
      {[](BridgeOptions& o) { o.connect_timeout = std::chrono::seconds(61); }, "connect_timeout"},
      {[](BridgeOptions& o) { o.session_expiry = std::chrono::seconds(0); }, "session_expiry"},
      {[](BridgeOptions& o) { o.password_file = "/nonexistent/password"; }, "password_file"},
      {[](BridgeOptions& o) { o.tls.ca_file = "/nonexistent/ca"; }, "tls.ca_file"},
      {[](BridgeOptions& o) { o.tls.certificate_file = "/etc/hostname"; }, "key_file"},
  }));
  CAPTURE(option);
  auto options = good();
  spoil(options);

  CHECK_THROWS_WITH(plan_sessions(options),
                    Catch::StartsWith("link mosquitto: ") && Catch::Contains(option));
}

}  // namespace varde::links
