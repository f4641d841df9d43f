#include "broker/eventlog/appending_log.h"
#include "tests/unit/eventlog/log_fixture.h"
#include "tests/unit/eventlog/memory_storage.h"

using namespace varde;
using eventlog::Family;

namespace {

// A log in memory with snapshots after its 10th, 20th and 30th event of 40.
struct Fixture {
  std::vector<core::Event> events = test::shift(9);
  std::shared_ptr<test::MemoryStorage::Contents> disk =
      std::make_shared<test::MemoryStorage::Contents>();
  eventlog::AppendingLog log{std::make_unique<test::MemoryStorage>(disk), "id", {}, nullptr};

  Fixture() {
    REQUIRE(events.size() > 35);
    for (std::size_t end = 10; end <= events.size(); end += 10) {
      test::append(log, {events.begin() + static_cast<std::ptrdiff_t>(end) - 10,
                         events.begin() + static_cast<std::ptrdiff_t>(end)});
      REQUIRE(log.put_snapshot(state_at(end)).has_value());
    }
    events.resize(log.end().value());
    test::append(log, test::messages(1'000, 5));
    for (const auto& event : test::messages(1'000, 5)) events.push_back(event);
  }

  core::State state_at(std::size_t end) const {
    return test::folded({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(end)});
  }
  std::map<std::string, std::string>& snapshots() { return disk->families[Family::Snapshot]; }
  std::map<std::string, std::string>& records() { return disk->families[Family::Log]; }
};

void spoil(std::string& bytes) {
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
}

}  // namespace

TEST_CASE("the state of an empty log is the empty state", "[eventlog]") {
  eventlog::AppendingLog log{
      std::make_unique<test::MemoryStorage>(std::make_shared<test::MemoryStorage::Contents>()),
      "id",
      {},
      nullptr};

  CHECK(*log.recover() == core::State{});
}

TEST_CASE("snapshot and tail recover to what a full replay gives", "[eventlog]") {
  Fixture fixture;
  const core::State replayed = test::folded(fixture.events);

  const auto recovered = fixture.log.recover();

  REQUIRE(recovered.has_value());
  CHECK(*recovered == replayed);
  fixture.snapshots().clear();
  CHECK(*fixture.log.recover() == replayed);
}

TEST_CASE("the two newest snapshots are kept", "[eventlog]") {
  Fixture fixture;

  CHECK(fixture.snapshots().size() == 2);
}

TEST_CASE("a snapshot put twice leaves the one before it", "[eventlog]") {
  Fixture fixture;
  const auto newest = fixture.snapshots().rbegin()->first;

  REQUIRE(fixture.log.put_snapshot(test::folded(fixture.events)).has_value());
  REQUIRE(fixture.log.put_snapshot(test::folded(fixture.events)).has_value());

  CHECK(fixture.snapshots().size() == 2);
  CHECK(fixture.snapshots().begin()->first == newest);
}

TEST_CASE("recovery begins at the newest snapshot", "[eventlog]") {
  Fixture fixture;
  // Whoever reads the old part of the log now fails.
  spoil(fixture.records().begin()->second);

  CHECK(fixture.log.recover().has_value());
}

TEST_CASE("a damaged snapshot falls back to the one before, and then to the log", "[eventlog]") {
  Fixture fixture;
  const core::State replayed = test::folded(fixture.events);

  spoil(fixture.snapshots().rbegin()->second);
  CHECK(*fixture.log.recover() == replayed);
  spoil(fixture.snapshots().begin()->second);
  CHECK(*fixture.log.recover() == replayed);
}

TEST_CASE("a snapshot that does not belong to the log is passed over", "[eventlog]") {
  Fixture fixture;
  const core::State replayed = test::folded(fixture.events);
  auto& snapshots = fixture.snapshots();
  SECTION("beyond the end of the log") {
    snapshots.emplace(std::string(8, '\x01'), snapshots.rbegin()->second);
  }
  SECTION("under another position") {
    const std::string earlier(7, '\0');
    snapshots.emplace(earlier + '\x23', snapshots.rbegin()->second);
  }
  SECTION("no snapshot at all") { snapshots.rbegin()->second = "not a snapshot"; }
  SECTION("an empty one") { snapshots.rbegin()->second.clear(); }

  CHECK(*fixture.log.recover() == replayed);
}

TEST_CASE("a snapshot taken of another past is passed over", "[eventlog]") {
  Fixture fixture;
  auto events = fixture.events;
  std::get<core::AlarmRaised>(events[2].body).priority = core::Priority::Low;
  auto disk = std::make_shared<test::MemoryStorage::Contents>();
  eventlog::AppendingLog other{std::make_unique<test::MemoryStorage>(disk), "id", {}, nullptr};
  test::append(other, events);
  disk->families[Family::Snapshot] = fixture.snapshots();
  REQUIRE(test::folded(events) != test::folded(fixture.events));

  CHECK(*other.recover() == test::folded(events));
}

TEST_CASE("a damaged record after the snapshot is named, never passed over", "[eventlog]") {
  Fixture fixture;
  const std::uint64_t end = fixture.log.end().value();
  auto record = fixture.records().end();
  std::advance(record, -3);
  SECTION("damaged") { record->second = "\xFF"; }
  SECTION("gone") { fixture.records().erase(record); }

  const auto recovered = fixture.log.recover();

  REQUIRE(recovered.has_error());
  CHECK(recovered.error().position == LogPosition(end - 2));
}

TEST_CASE("a snapshot of what is not in the log is refused", "[eventlog]") {
  Fixture fixture;
  core::State state = test::folded(fixture.events);
  state.log_end = state.log_end.next();

  CHECK(fixture.log.put_snapshot(state).has_error());
}

TEST_CASE("a log goes on where its storage ends", "[eventlog]") {
  Fixture fixture;
  test::MemoryStorage storage(fixture.disk);
  auto tail = eventlog::read_tail(storage);
  REQUIRE(tail.has_value());

  eventlog::AppendingLog again{std::make_unique<test::MemoryStorage>(fixture.disk), "id",
                               std::move(*tail), nullptr};
  test::append(again, test::messages(2'000, 2));
  for (const auto& event : test::messages(2'000, 2)) fixture.events.push_back(event);

  CHECK(*again.recover() == test::folded(fixture.events));
}
