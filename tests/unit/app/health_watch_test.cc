#include "broker/app/health_watch.h"

#include <catch2/catch.hpp>
#include <vector>

namespace varde::app {
namespace {

using namespace std::chrono_literals;
using core::HealthSubject;

constexpr std::size_t kLane = 1'000;

// Looked at once already, when all was well.
struct Watched {
  Watched() { look(); }

  std::vector<core::ReportHealth> look(std::chrono::milliseconds after = 1s) {
    vitals.read_at += after;
    auto reports = watch.look(vitals);
    vitals.clock_step.reset();
    return reports;
  }

  Vitals vitals;
  HealthWatch watch{kLane};
};

}  // namespace

TEST_CASE("the first look says how everything is, and none after it while nothing changes",
          "[app]") {
  HealthWatch watch(kLane);

  const auto first = watch.look({});
  REQUIRE(first.size() == 2);
  CHECK(first[0].subject == HealthSubject::Storage);
  CHECK(first[0].well);
  CHECK(first[1].subject == HealthSubject::Queue);
  CHECK(first[1].well);

  CHECK(watch.look({}).empty());
}

TEST_CASE("low storage is told when it begins and when it ends", "[app]") {
  Watched broker;

  broker.vitals.storage_low = true;
  const auto low = broker.look();
  REQUIRE(low.size() == 1);
  CHECK(low[0].subject == HealthSubject::Storage);
  CHECK_FALSE(low[0].well);
  CHECK(broker.look().empty());

  broker.vitals.storage_low = false;
  const auto well = broker.look();
  REQUIRE(well.size() == 1);
  CHECK(well[0].well);
}

TEST_CASE("a lane that is over half full for ten seconds is deep", "[app]") {
  Watched broker;
  auto& waiting = GENERATE(false, true) ? broker.vitals.waiting_urgent : broker.vitals.waiting_bulk;

  waiting = kLane / 2 + 1;
  CHECK(broker.look().empty());
  CHECK(broker.look(9'999ms).empty());
  const auto deep = broker.look(1ms);
  REQUIRE(deep.size() == 1);
  CHECK(deep[0].subject == HealthSubject::Queue);
  CHECK_FALSE(deep[0].well);
  CHECK(broker.look().empty());
}

TEST_CASE("a burst that is soon decided is not deep", "[app]") {
  Watched broker;
  for (int burst = 0; burst < 3; ++burst) {
    broker.vitals.waiting_bulk = kLane;
    CHECK(broker.look().empty());
    CHECK(broker.look(9s).empty());
    broker.vitals.waiting_bulk = kLane / 2;
    CHECK(broker.look().empty());
  }
}

TEST_CASE("a deep lane is well again at a quarter, so that it does not flutter", "[app]") {
  Watched broker;
  broker.vitals.waiting_bulk = kLane;
  broker.look();
  REQUIRE(broker.look(10s).size() == 1);

  broker.vitals.waiting_bulk = kLane / 4 + 1;
  CHECK(broker.look().empty());
  broker.vitals.waiting_bulk = kLane;
  CHECK(broker.look().empty());
  broker.vitals.waiting_bulk = kLane / 4;
  const auto well = broker.look();
  REQUIRE(well.size() == 1);
  CHECK(well[0].well);
}

TEST_CASE("each step of the clock is told", "[app]") {
  Watched broker;
  for (const Duration step : {Duration(3s), Duration(-1h)}) {
    broker.vitals.clock_step = step;
    const auto reports = broker.look();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].subject == HealthSubject::Clock);
    CHECK_FALSE(reports[0].well);
  }
  CHECK(broker.look().empty());
}

}  // namespace varde::app
