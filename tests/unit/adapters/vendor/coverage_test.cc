#include "adapters/host/coverage.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace varde::adapters {
namespace {

using Lines = std::vector<std::string>;

Manifest manifest_of(std::vector<core::SignalKind> signals) {
  Manifest manifest;
  manifest.types["t"].signals = std::move(signals);
  return manifest;
}

Fixture fixture(const std::string& shows, const std::string& expect) {
  auto read = parse_fixture("case.json", R"({"name": "n", "shows": [")" + shows +
                                             R"("], "topic": "t", "payload": 1, )" + expect + "}");
  REQUIRE(read.has_value());
  return *std::move(read);
}

Fixture reports(const std::string& kind, const std::string& state,
                const std::string& shows = "alarm") {
  return fixture(shows, R"("expect": [{"kind": ")" + kind + R"(", "state": ")" + state + "\"}]");
}

const Manifest kLeak = manifest_of({core::SignalKind::WaterLeak, core::SignalKind::Temperature});

}  // namespace

TEST_CASE("an adapter without cases shows nothing of what it claims", "[adapters]") {
  const auto manifest = manifest_of({core::SignalKind::WaterLeak, core::SignalKind::BatteryLow,
                                     core::SignalKind::Offline, core::SignalKind::Temperature});

  CHECK(missing_coverage(manifest, {}) ==
        Lines{"no fixture expects water_leak active", "no fixture expects battery_low active",
              "no fixture expects offline active", "no fixture shows duplicate",
              "no fixture shows garbage", "no fixture shows battery_low",
              "no fixture shows offline"});
}

TEST_CASE("a case each for the alarm, a duplicate and garbage is enough", "[adapters]") {
  CHECK(missing_coverage(kLeak, {reports("water_leak", "active", "duplicate"),
                                 fixture("garbage", R"("expect_failure": "malformed")")})
            .empty());
}

TEST_CASE("an alarm that is over, or old, shows no alarm", "[adapters]") {
  const Lines missing{"no fixture expects water_leak active"};
  const auto with = [](Fixture one) {
    return std::vector{std::move(one), reports("temperature", "active", "duplicate"),
                       fixture("garbage", R"("expect_failure": "malformed")")};
  };

  CHECK(missing_coverage(kLeak, with(reports("water_leak", "normal"))) == missing);
  CHECK(missing_coverage(kLeak, with(fixture("alarm", R"("expect": [{"kind": "water_leak",
      "state": "active", "history": true}])"))) == missing);
  CHECK(missing_coverage(kLeak, with(fixture("alarm", R"("expect_unwrapped": {"device": "k",
      "signals": [{"kind": "water_leak", "state": "active"}]})")))
            .empty());
}

}  // namespace varde::adapters
