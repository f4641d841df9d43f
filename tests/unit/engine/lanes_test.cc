#include "broker/engine/lanes.h"

#include <catch2/catch.hpp>
#include <future>

namespace varde::engine {
namespace {

using namespace std::chrono_literals;

Work work(const std::string& name) {
  return {core::ConnectConsole{SessionId(name), UserId()}, DurableCallback{}, {}};
}

std::string name_of(const std::optional<Work>& next) {
  return next ? std::get<core::ConnectConsole>(next->input).session.str() : "";
}

bool try_push(Lanes& lanes, Lane lane, const std::string& name, std::size_t bytes = 1) {
  Work made = work(name);
  return lanes.try_push(lane, bytes, made);
}

TEST_CASE("urgent is served before bulk, the broker's own before both, each in order", "[engine]") {
  Lanes lanes(Limits{});
  REQUIRE(try_push(lanes, Lane::Bulk, "bulk-1"));
  REQUIRE(try_push(lanes, Lane::Bulk, "bulk-2"));
  REQUIRE(try_push(lanes, Lane::Urgent, "urgent-1"));
  REQUIRE(try_push(lanes, Lane::Urgent, "urgent-2"));
  lanes.push_own(work("own"));

  for (const char* expected : {"own", "urgent-1", "urgent-2", "bulk-1", "bulk-2", ""}) {
    CHECK(name_of(lanes.pop()) == expected);
  }
}

TEST_CASE("a lane is full by number and by bytes, and the other lane has room", "[engine]") {
  Limits limits;
  limits.lane_messages = 2;
  limits.lane_bytes = 100;
  Lanes lanes(limits);

  SECTION("by number") {
    REQUIRE(try_push(lanes, Lane::Bulk, "1"));
    REQUIRE(try_push(lanes, Lane::Bulk, "2"));
  }
  SECTION("by bytes") { REQUIRE(try_push(lanes, Lane::Bulk, "1", 100)); }
  CHECK_FALSE(try_push(lanes, Lane::Bulk, "one too many"));
  CHECK(try_push(lanes, Lane::Urgent, "a call"));
}

TEST_CASE("a message larger than the lane passes when the lane is empty", "[engine]") {
  Limits limits;
  limits.lane_bytes = 100;
  Lanes lanes(limits);
  CHECK(try_push(lanes, Lane::Bulk, "huge", 1000));
  CHECK_FALSE(try_push(lanes, Lane::Bulk, "after", 1));
}

TEST_CASE("who waits for room gets it, or hears that the lanes are closed", "[engine]") {
  Limits limits;
  limits.lane_messages = 1;
  Lanes lanes(limits);
  REQUIRE(try_push(lanes, Lane::Bulk, "1"));
  auto waiting = std::async(std::launch::async, [&] {
    Work made = work("2");
    return lanes.push(Lane::Bulk, 1, made);
  });

  SECTION("room") {
    CHECK(name_of(lanes.pop()) == "1");
    CHECK(waiting.get());
    CHECK(name_of(lanes.pop()) == "2");
  }
  SECTION("closed") {
    lanes.close();
    CHECK_FALSE(waiting.get());
    CHECK(name_of(lanes.pop()) == "1");
  }
}

}  // namespace
}  // namespace varde::engine
