#include "tools/varde/event_text.h"

#include <catch2/catch.hpp>

namespace varde::cli {
namespace {

eventlog::StoredEvent stored(core::EventBody body) {
  const Instant at{std::chrono::microseconds(1'795'357'929'123'456)};
  return {LogPosition(42), {at, {}, std::move(body)}};
}

}  // namespace

TEST_CASE("a time is shown in UTC to the millisecond", "[cli]") {
  CHECK(time_text(Instant{}) == "1970-01-01T00:00:00.000Z");
  CHECK(time_text(Instant{std::chrono::milliseconds(1'795'357'929'123)}) ==
        "2026-11-22T14:32:09.123Z");
  CHECK(time_text(Instant{std::chrono::milliseconds(-1)}) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("an event is one line with its position, time and what happened", "[cli]") {
  const auto line =
      event_line(stored(core::AlarmClaimed{AlarmId(17), UserId("kari"), SessionId("s")}));

  CHECK(line.find("42") != std::string::npos);
  CHECK(line.find("2026-11-22T14:32:09.123Z") != std::string::npos);
  CHECK(line.find("alarm_claimed") != std::string::npos);
  CHECK(line.find("alarm 17 by kari") != std::string::npos);
}

TEST_CASE("what people write steers no terminal and breaks no line", "[cli]") {
  const auto line =
      event_line(stored(core::NoteAdded{AlarmId(17), UserId("kari"), "one\ntwo\x1b[2Jthree\x7f"}));

  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.find('\x7f') == std::string::npos);
  CHECK(line.find("one two") != std::string::npos);
}

TEST_CASE("the JSON form is one line that holds the whole event", "[cli]") {
  const auto json = event_json(stored(core::NoteAdded{AlarmId(17), UserId("kari"), "one\ntwo"}));

  CHECK(json.find('\n') == std::string::npos);
  CHECK(json.find("\"log_position\":\"42\"") != std::string::npos);
  CHECK(json.find("one\\ntwo") != std::string::npos);
}

TEST_CASE("a payload is previewed as text if it is text, else in hex, cut to its limit", "[cli]") {
  CHECK(preview("Sørvik", 64) == "Sørvik");
  CHECK(preview(std::string("\x08\x01\xff", 3), 64) == "hex 0801ff");
  CHECK(preview("\x1b[2J", 64) == "hex 1b5b324a");
  CHECK(preview("abcdef", 4) == "abcd... (6 bytes)");
  CHECK(preview("", 4).empty());
}

}  // namespace varde::cli
