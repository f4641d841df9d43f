#include "tests/support/eventually.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using namespace std::chrono_literals;
using eventlog::LogErrorCode;
using eventlog::LogReader;

namespace {

std::vector<LogPosition> positions(
    const Result<std::vector<eventlog::StoredEvent>, eventlog::LogError>& events) {
  REQUIRE(events.has_value());
  std::vector<LogPosition> out;
  for (const auto& event : *events) out.push_back(event.position);
  return out;
}

std::vector<LogPosition> at(std::initializer_list<std::uint64_t> values) {
  std::vector<LogPosition> out;
  for (const std::uint64_t value : values) out.emplace_back(value);
  return out;
}

core::DeviceRef device(const char* id) { return {MunicipalityId("fjelldal"), DeviceId(id)}; }

core::Event undecodable(std::uint64_t second) {
  core::MessageUndecodable message;
  message.raw.payload = "?";
  message.device = device("d-1");
  return {test::kStart + second * 1s, std::nullopt, message};
}

}  // namespace

TEST_CASE("a reader sees what is appended after it has looked again", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 3));
  auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());
  CHECK(reader->log().id() == log->id());
  CHECK(test::all(reader->log()) == test::messages(1, 3));

  for (std::uint64_t end = 4; end <= 200; ++end) {
    test::append(*log, test::messages(end, 1));
    REQUIRE(reader->refresh().has_value());
    REQUIRE(reader->log().end() == LogPosition(end));
  }

  CHECK(test::all(reader->log()) == test::messages(1, 200));
}

TEST_CASE("a reader sees what was appended over a restart of the writer", "[eventlog]") {
  const test::TempDir folder;
  auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 3));
  auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());

  log.reset();
  log = test::open(folder.path());
  test::append(*log, test::messages(4, 3));
  REQUIRE(reader->refresh().has_value());

  CHECK(test::all(reader->log()) == test::messages(1, 6));
}

TEST_CASE("a reader that was there first sees a broker come, write and go", "[eventlog]") {
  const test::TempDir folder;
  test::append(*test::open(folder.path()), test::messages(1, 3));
  auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());

  auto log = test::open(folder.path());  // Not refused: a reader keeps nobody out.
  for (std::uint64_t end = 4; end <= 6; ++end) {
    test::append(*log, test::messages(end, 1));
    REQUIRE(reader->refresh().has_value());
    CHECK(test::all(reader->log()) == test::messages(1, end));
  }
  test::append(*log, test::messages(7, 1));
  log.reset();

  REQUIRE(reader->refresh().has_value());
  CHECK(test::all(reader->log()) == test::messages(1, 7));
}

TEST_CASE("a stopped broker's log can be read, and is left as it was", "[eventlog]") {
  const test::TempDir folder;
  test::append(*test::open(folder.path()), test::messages(1, 3));
  const auto files = test::database_files(folder.path(), "");

  const auto reader = LogReader::open(folder.path());

  REQUIRE(reader.has_value());
  CHECK(test::all(reader->log()) == test::messages(1, 3));
  CHECK(*reader->log().recover() == test::folded(test::messages(1, 3)));
  CHECK(test::database_files(folder.path(), "") == files);
}

TEST_CASE("a reader cannot write", "[eventlog]") {
  const test::TempDir folder;
  test::append(*test::open(folder.path()), test::messages(1, 1));
  const auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());
  // The interface is const to its users; the log itself refuses too.
  auto& log = const_cast<eventlog::EventLog&>(reader->log());

  CHECK(log.append(test::messages(2, 1), LogPosition(1)).error().code == LogErrorCode::Storage);
  CHECK(log.put_snapshot(test::folded(test::messages(1, 1))).error().code == LogErrorCode::Storage);
}

TEST_CASE("there is nothing to read where there is no log", "[eventlog]") {
  const test::TempDir folder;

  CHECK(LogReader::open(folder.path()).error().code == LogErrorCode::NotALog);
  CHECK(LogReader::open(folder.path() / "absent").error().code == LogErrorCode::NotALog);
  CHECK(eventlog::verify(folder.path()).error().code == LogErrorCode::NotALog);
}

TEST_CASE("what happened to an alarm is found by its number", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::shift(2));
  // 1 started; 2 message, 3 raised, 4 claimed, 5 noted; 6 message, 7 to 10 the second alarm.

  CHECK(positions(log->read_alarm(AlarmId(1), 100)) == at({3, 4, 5}));
  CHECK(positions(log->read_alarm(AlarmId(2), 100)) == at({7, 8, 9, 10}));
  CHECK(positions(log->read_alarm(AlarmId(2), 2)) == at({9, 10}));
  CHECK(positions(log->read_alarm(AlarmId(3), 100)).empty());
  CHECK(positions(log->read_alarm(AlarmId(~0ULL), 100)).empty());
}

TEST_CASE("undecodable messages are listed, newest first", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(
      *log, {test::message(1), undecodable(2), test::message(3), undecodable(4), undecodable(5)});

  CHECK(positions(log->read_undecodable(100, eventlog::kWholePayload)) == at({5, 4, 2}));
  CHECK(positions(log->read_undecodable(1, eventlog::kWholePayload)) == at({5}));
}

TEST_CASE("what was decoded later is undecoded no more", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  core::MessageReceived replay;
  replay.device = device("d-1");
  replay.replay_of = LogPosition(2);
  const core::Event replayed{test::kStart + 9s, std::nullopt, replay};
  test::append(*log, {test::message(1), undecodable(2), undecodable(3), undecodable(4)});
  CHECK(*log->find_undecoded(LogPosition(1), 100) ==
        std::vector{LogPosition(2), LogPosition(3), LogPosition(4)});

  test::append(*log, {replayed});

  CHECK(positions(log->read_undecodable(100, eventlog::kWholePayload)) == at({4, 3}));
  CHECK(*log->find_undecoded(LogPosition(1), 100) == std::vector{LogPosition(3), LogPosition(4)});
  CHECK(*log->find_undecoded(LogPosition(1), 1) == std::vector{LogPosition(3)});
  CHECK(*log->find_undecoded(LogPosition(4), 100) == std::vector{LogPosition(4)});
  CHECK(eventlog::verify(folder.path()).has_value());
}

TEST_CASE("of an undecodable message's payload so much is read as was asked for", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  core::Event large = undecodable(1);
  auto& raw = std::get<core::MessageUndecodable>(large.body).raw;
  raw.payload = std::string(10'000, 'x') + "y";
  raw.payload_size = 2'000'000;  // Of which the rest was not kept.
  test::append(*log, {large});
  const auto read = [&](std::size_t bytes) {
    const auto events = log->read_undecodable(1, bytes);
    REQUIRE(events.has_value());
    return std::get<core::MessageUndecodable>(events->at(0).event.body).raw;
  };

  CHECK(read(4'096).payload == std::string(4'096, 'x'));
  CHECK(read(4'096).payload.capacity() < 10'000);
  CHECK(read(4'096).payload_size == 2'000'000);
  CHECK(read(0).payload.empty());
  CHECK(read(10'001).payload == raw.payload);
  CHECK(read(eventlog::kWholePayload) == raw);
  CHECK(log->read(LogPosition(1), 1)->at(0).event == large);
}

TEST_CASE("messages and alarms are found by device and by municipality", "[eventlog]") {
  const test::TempDir folder;
  {
    const auto log = test::open(folder.path());
    test::append(*log, test::messages(1, 6));  // Devices d-1, d-2, d-0, d-1, d-2, d-0.
    test::append(*log, {undecodable(7), {test::kStart + 8s, {}, core::ConsoleGone{}}});
  }
  const auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());

  CHECK(positions(reader->read_device(device("d-1"), 100)) == at({1, 4, 7}));
  CHECK(positions(reader->read_device(device("d-1"), 2)) == at({4, 7}));
  CHECK(positions(reader->read_device(device("d"), 100)).empty());
  CHECK(positions(reader->read_municipality(MunicipalityId("fjelldal"), 3)) == at({5, 6, 7}));
  CHECK(positions(reader->read_municipality(MunicipalityId("utdal"), 3)).empty());
}

TEST_CASE("a message is found by its signal's key", "[eventlog]") {
  const test::TempDir folder;
  test::append(*test::open(folder.path()), test::messages(1, 6));
  const auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());

  CHECK(*reader->find_key(device("d-1"), {"b1", 4}) == at({4}));
  CHECK(reader->find_key(device("d-2"), {"b1", 4})->empty());
  CHECK(reader->find_key(device("d-1"), {"b2", 4})->empty());
  CHECK(reader->find_key(device("d-1"), {"b1", 5})->empty());
}

TEST_CASE("a time leads to the first event at or after it", "[eventlog]") {
  const test::TempDir folder;
  {
    const auto log = test::open(folder.path());
    test::append(*log, test::messages(1, 100));  // One a second: over two minutes.
    test::append(*log, test::messages(5'000, 10));
  }
  const auto reader = LogReader::open(folder.path());
  REQUIRE(reader.has_value());

  CHECK(*reader->find_time(Instant::min() + 24h) == LogPosition(1));
  CHECK(*reader->find_time(test::kStart + 1s) == LogPosition(1));
  CHECK(*reader->find_time(test::kStart + 77s) == LogPosition(77));
  CHECK(*reader->find_time(test::kStart + 77s + 1us) == LogPosition(78));
  CHECK(*reader->find_time(test::kStart + 101s) == LogPosition(101));
  CHECK(*reader->find_time(test::kStart + 5'009s) == LogPosition(110));
  CHECK(reader->find_time(test::kStart + 5'010s)->none());
}

TEST_CASE("signal keys go when they are old, and younger ones stay", "[eventlog]") {
  const test::TempDir folder;
  const auto found = [&](std::uint64_t number) {
    const auto reader = LogReader::open(folder.path());
    REQUIRE(reader.has_value());
    const std::string id = "d-" + std::to_string(number % 3);
    return !reader->find_key(device(id.c_str()), {"b1", number})->empty();
  };
  constexpr std::uint64_t kMonth = 30 * 24 * 3'600;  // In messages, one a second.
  test::append(*test::open(folder.path()), {test::message(1)});
  REQUIRE(found(1));

  // Each restart leaves a file behind; the storage merges them by itself, and drops what is old.
  std::uint64_t newest = kMonth;
  for (int restart = 0; restart < 40 && found(1); ++restart, newest += 3) {
    const auto log = test::open(folder.path());
    test::append(*log, test::messages(newest, 3));  // Of three devices: files that overlap.
    if (test::eventually([&] { return !found(1); }, 100ms)) break;
  }

  CHECK_FALSE(found(1));
  CHECK(found(kMonth));
  CHECK(eventlog::verify(folder.path()).has_value());
}
