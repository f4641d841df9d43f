#include <google/protobuf/util/json_util.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "broker/wire/events.h"

using namespace varde;
using namespace std::chrono_literals;

namespace {

google::protobuf::Timestamp stored(Instant instant) {
  google::protobuf::Timestamp out;
  wire::to_proto(instant, out);
  return out;
}

constexpr Instant kFirst{-62'135'596'800s};
constexpr Instant kLast{253'402'300'799'999'999us};

}  // namespace

TEST_CASE("a time reads back to the microsecond", "[wire]") {
  const auto instant =
      GENERATE(Instant(0us), Instant(1us), Instant(-1us), Instant(-1s), Instant(-1'000'001us),
               Instant(1'795'316'283'123'456us), kFirst, kLast);

  CHECK(wire::from_proto(stored(instant)) == instant);
}

TEST_CASE("a time before 1970 counts its fraction forward", "[wire]") {
  const auto timestamp = stored(Instant(-1us));

  CHECK(timestamp.seconds() == -1);
  CHECK(timestamp.nanos() == 999'999'000);
}

TEST_CASE("a time beyond the calendar is the nearest within it", "[wire]") {
  google::protobuf::Timestamp wild;
  wild.set_seconds(std::numeric_limits<std::int64_t>::max());
  wild.set_nanos(std::numeric_limits<std::int32_t>::max());
  CHECK(wire::from_proto(wild) == kLast);

  wild.set_seconds(std::numeric_limits<std::int64_t>::min());
  wild.set_nanos(std::numeric_limits<std::int32_t>::min());
  CHECK(wire::from_proto(wild) == kFirst);
}

TEST_CASE("whatever time is written can be printed", "[wire]") {
  const auto instant = GENERATE(Instant::min(), Instant::max(), Instant(0us));

  std::string json;
  CHECK(google::protobuf::util::MessageToJsonString(stored(instant), &json).ok());
}

namespace {

google::protobuf::Duration stored(Duration duration) {
  google::protobuf::Duration out;
  wire::to_proto(duration, out);
  return out;
}

}  // namespace

TEST_CASE("a length of time reads back to the microsecond", "[wire]") {
  const Duration duration = GENERATE(0us, 1us, -1us, 1'500'000us, -1'500'001us, 24h * 90);

  CHECK(wire::from_proto(stored(duration)) == duration);
}

TEST_CASE("both parts of a length of time have one sign", "[wire]") {
  const auto back = stored(-1'500'000us);

  CHECK(back.seconds() == -1);
  CHECK(back.nanos() == -500'000'000);
}

TEST_CASE("a length of time beyond what can be printed is the longest that can", "[wire]") {
  const Duration duration = GENERATE(Duration::min(), Duration::max());

  std::string json;
  CHECK(google::protobuf::util::MessageToJsonString(stored(duration), &json).ok());
  google::protobuf::Duration wild;
  wild.set_seconds(duration.count());
  CHECK(wire::from_proto(wild) == wire::from_proto(stored(duration)));
}
