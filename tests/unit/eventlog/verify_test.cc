#include "broker/eventlog/folder.h"
#include "broker/eventlog/keys.h"
#include "broker/eventlog/record.h"
#include "broker/eventlog/storage.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using eventlog::Change;
using eventlog::Family;
using eventlog::LogErrorCode;

namespace {

// A closed log of one shift, and somebody who knows how to change it.
struct Fixture {
  test::TempDir temporary;
  std::filesystem::path folder = temporary.path() / "log";
  std::vector<core::Event> events = test::shift(20);

  Fixture() { test::append(*test::open(folder), events); }

  void change(const std::vector<Change>& changes) {
    const auto storage = eventlog::open_storage({eventlog::database_in(folder)});
    REQUIRE(storage.has_value());
    REQUIRE((*storage)->write(changes, eventlog::Durability::Synced).has_value());
  }
  std::string record(std::uint64_t position) {
    const auto storage = eventlog::open_storage({eventlog::database_in(folder)});
    REQUIRE(storage.has_value());
    return **(*storage)->get(Family::Log, eventlog::position_key(LogPosition(position)));
  }
  eventlog::LogError fault() {
    const auto verified = eventlog::verify(folder);
    REQUIRE(verified.has_error());
    return verified.error();
  }
};

std::string key(std::uint64_t position) { return eventlog::position_key(LogPosition(position)); }

}  // namespace

TEST_CASE("a log that is as it was verifies", "[eventlog]") {
  Fixture fixture;

  const auto verified = eventlog::verify(fixture.folder);

  REQUIRE(verified.has_value());
  CHECK(verified->end == LogPosition(fixture.events.size()));
  CHECK(verified->events == fixture.events.size());
  CHECK(verified->chain_sha256.size() == 64);
}

TEST_CASE("an empty log verifies", "[eventlog]") {
  const test::TempDir folder;
  test::open(folder.path());

  const auto verified = eventlog::verify(folder.path());

  REQUIRE(verified.has_value());
  CHECK(verified->events == 0);
}

TEST_CASE("a log that is being written verifies", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 100));

  const auto verified = eventlog::verify(folder.path());

  REQUIRE(verified.has_value());
  CHECK(verified->end == LogPosition(100));
}

TEST_CASE("verification tells how far it has come", "[eventlog]") {
  const test::TempDir folder;
  test::append(*test::open(folder.path()), test::messages(1, 25'000));
  std::vector<std::uint64_t> reached;

  REQUIRE(eventlog::verify(folder.path(), [&](LogPosition position) {
            reached.push_back(position.value());
          }).has_value());

  CHECK(reached == std::vector<std::uint64_t>{10'000, 20'000});
}

TEST_CASE("a changed, dropped, swapped or added record is named", "[eventlog]") {
  Fixture fixture;
  const std::uint64_t end = fixture.events.size();
  SECTION("changed") {
    eventlog::Record record = *eventlog::decode(fixture.record(30), LogPosition(30));
    record.event.at += std::chrono::seconds(1);
    fixture.change({{Family::Log, key(30),
                     eventlog::encode(record.position, record.previous_sha256, record.event)}});
    CHECK(fixture.fault().code == LogErrorCode::BrokenChain);
    CHECK(fixture.fault().position == LogPosition(31));
  }
  SECTION("dropped") {
    fixture.change({{Family::Log, key(30), std::nullopt}});
    CHECK(fixture.fault().code == LogErrorCode::BrokenChain);
    CHECK(fixture.fault().position == LogPosition(30));
  }
  SECTION("swapped") {
    fixture.change(
        {{Family::Log, key(30), fixture.record(31)}, {Family::Log, key(31), fixture.record(30)}});
    CHECK(fixture.fault().code == LogErrorCode::DamagedRecord);
    CHECK(fixture.fault().position == LogPosition(30));
  }
  SECTION("the first one dropped") {
    fixture.change({{Family::Log, key(1), std::nullopt}});
    CHECK(fixture.fault().position == LogPosition(1));
  }
  SECTION("the newest dropped") {
    fixture.change({{Family::Log, key(end), std::nullopt}});
    CHECK(fixture.fault().code == LogErrorCode::DamagedRecord);  // An index still has it.
    CHECK(test::refusal(fixture.folder).code == LogErrorCode::ShorterThanWatermark);
  }
  SECTION("the newest forged") {
    eventlog::Record record = *eventlog::decode(fixture.record(end), LogPosition(end));
    record.event.at += std::chrono::microseconds(1);
    fixture.change({{Family::Log, key(end),
                     eventlog::encode(record.position, record.previous_sha256, record.event)}});
    CHECK(fixture.fault().code == LogErrorCode::DiffersFromWatermark);
    CHECK(test::refusal(fixture.folder).code == LogErrorCode::DiffersFromWatermark);
  }
  SECTION("something that is no record") {
    fixture.change({{Family::Log, "note", "x"}});
    CHECK(fixture.fault().code == LogErrorCode::DamagedRecord);
  }
}

TEST_CASE("an index that does not agree with the records is named", "[eventlog]") {
  Fixture fixture;
  SECTION("an entry is missing") {
    fixture.change({{Family::Index, eventlog::alarm_prefix(AlarmId(1)) + key(4), std::nullopt}});
    CHECK(fixture.fault().position == LogPosition(4));
  }
  SECTION("an entry of no record") {
    fixture.change({{Family::Index, eventlog::undecodable_prefix() + key(2), ""}});
    CHECK(fixture.fault().position.none());
  }
  SECTION("a signal key is missing") {
    const auto& message = std::get<core::MessageReceived>(fixture.events[1].body);
    fixture.change(
        {{Family::Dedup, eventlog::dedup_prefix(message.device, *message.signals[0].key) + key(2),
          std::nullopt}});
    CHECK(fixture.fault().position == LogPosition(2));
  }
  SECTION("a minute is missing") {
    fixture.change({{Family::Index, eventlog::minute_key(fixture.events[0].at), std::nullopt}});
    CHECK(fixture.fault().position == LogPosition(1));
  }
  CHECK(fixture.fault().code == LogErrorCode::DamagedRecord);
}

TEST_CASE("a database of another format is not opened", "[eventlog]") {
  Fixture fixture;
  SECTION("a later format") { fixture.change({{Family::Meta, "format", "2"}}); }
  SECTION("records of no format") { fixture.change({{Family::Meta, "format", std::nullopt}}); }

  CHECK(test::refusal(fixture.folder).code == LogErrorCode::NotALog);
  CHECK(eventlog::LogReader::open(fixture.folder).error().code == LogErrorCode::NotALog);
}

TEST_CASE("a creation that was cut short goes on", "[eventlog]") {
  const test::TempDir temporary;
  const auto folder = temporary.path() / "log";
  std::filesystem::create_directory(folder);
  REQUIRE(eventlog::open_storage({eventlog::database_in(folder), true}).has_value());

  const auto log = test::open(folder);

  CHECK(log->end().none());
  CHECK_FALSE(log->id().empty());
}
