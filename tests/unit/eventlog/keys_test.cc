#include "broker/eventlog/keys.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using eventlog::Family;

namespace {

core::DeviceRef device(const char* municipality, const char* id) {
  return {MunicipalityId(municipality), DeviceId(id)};
}

}  // namespace

TEST_CASE("keys sort as positions do", "[eventlog]") {
  const std::uint64_t positions[] = {1, 2, 255, 256, 65'536, std::uint64_t{1} << 40, ~0ULL};

  CHECK(std::ranges::is_sorted(positions, {}, [](std::uint64_t position) {
    return eventlog::position_key(LogPosition(position));
  }));
  for (const std::uint64_t position : positions) {
    CHECK(eventlog::parse_position_key(eventlog::position_key(LogPosition(position))) ==
          LogPosition(position));
  }
}

TEST_CASE("the key of a position is its eight bytes, highest first", "[eventlog]") {
  CHECK(eventlog::position_key(LogPosition(0x0102)) == std::string("\0\0\0\0\0\0\1\2", 8));
  CHECK_FALSE(eventlog::parse_position_key("short"));
  CHECK_FALSE(eventlog::parse_position_key("nine byte"));
}

TEST_CASE("minutes sort as time does, before 1970 too", "[eventlog]") {
  using namespace std::chrono_literals;
  CHECK(eventlog::minute_key(Instant(-61s)) < eventlog::minute_key(Instant(-1s)));
  CHECK(eventlog::minute_key(Instant(-1s)) < eventlog::minute_key(Instant(0s)));
  CHECK(eventlog::minute_key(Instant(0s)) == eventlog::minute_key(Instant(59s)));
  CHECK(eventlog::minute_key(Instant(59s)) < eventlog::minute_key(Instant(60s)));
}

TEST_CASE("no device's entries begin as another's", "[eventlog]") {
  const core::DeviceRef devices[] = {device("a", "bc"), device("ab", "c"), device("a", "b"),
                                     device("", "abc"), device("abc", "")};
  for (const auto& one : devices) {
    for (const auto& other : devices) {
      if (one == other) continue;
      CHECK_FALSE(eventlog::device_prefix(one).starts_with(eventlog::device_prefix(other)));
    }
  }
}

TEST_CASE("each signal key of a message is entered once", "[eventlog]") {
  auto event = test::message(7);
  auto& message = std::get<core::MessageReceived>(event.body);
  message.signals.push_back(message.signals[0]);
  message.signals.push_back({});  // Without a key.

  const auto entries = eventlog::index_entries(event, LogPosition(12));

  CHECK(std::ranges::count(entries, Family::Dedup, &eventlog::Change::family) == 1);
  CHECK(std::ranges::all_of(entries, [](const auto& entry) {
    return eventlog::position_at_end(entry.key) == LogPosition(12);
  }));
}

TEST_CASE("only messages and raised alarms are entered by device", "[eventlog]") {
  CHECK(eventlog::index_entries({{}, {}, core::ConsoleGone{}}, LogPosition(1)).empty());
  CHECK(eventlog::index_entries({{}, {}, core::NoteAdded{AlarmId(3), {}, ""}}, LogPosition(1))
            .size() == 1);
  CHECK(eventlog::index_entries({{}, {}, core::MessageUndecodable{}}, LogPosition(1)).size() == 1);
}
