// A storage that says no: what the log answers then and ever after.
#include <thread>

#include "broker/eventlog/appending_log.h"
#include "tests/unit/eventlog/log_fixture.h"
#include "tests/unit/eventlog/memory_storage.h"

using namespace varde;
using eventlog::LogErrorCode;

namespace {

struct Fixture {
  std::shared_ptr<test::MemoryStorage::Contents> disk =
      std::make_shared<test::MemoryStorage::Contents>();
  eventlog::AppendingLog log{std::make_unique<test::MemoryStorage>(disk), "id", {}, nullptr};
};

}  // namespace

TEST_CASE("each append is one write with one sync", "[eventlog]") {
  Fixture fixture;

  test::append(fixture.log, test::messages(1, 7));
  test::append(fixture.log, test::messages(8, 1));
  REQUIRE(fixture.log.append({}, LogPosition(8)).has_value());

  CHECK(fixture.disk->writes == 2);
  CHECK(fixture.disk->synced_writes == 2);
}

TEST_CASE("after a failed write nothing is ever appended again", "[eventlog]") {
  Fixture fixture;
  test::append(fixture.log, test::messages(1, 2));
  fixture.disk->refuse_writes = true;

  const auto failed = fixture.log.append(test::messages(3, 1), LogPosition(2));
  fixture.disk->refuse_writes = false;  // The disk says yes again: a sync tried again may lie.
  const auto again = fixture.log.append(test::messages(3, 1), LogPosition(2));
  const auto nothing = fixture.log.append({}, LogPosition(2));

  REQUIRE(failed.has_error());
  CHECK(failed.error().code == LogErrorCode::Storage);
  REQUIRE(again.has_error());
  CHECK(again.error().code == LogErrorCode::Storage);
  CHECK(nothing.has_error());
  CHECK(fixture.log.put_snapshot(test::folded(test::messages(1, 2))).has_error());
  CHECK(fixture.log.end() == LogPosition(2));
  CHECK(test::all(fixture.log) == test::messages(1, 2));
}

TEST_CASE("an unexpected end is no failed write", "[eventlog]") {
  Fixture fixture;

  REQUIRE(fixture.log.append(test::messages(1, 1), LogPosition(9)).has_error());

  CHECK(fixture.log.append(test::messages(1, 1), LogPosition()).has_value());
}

TEST_CASE("a snapshot that fails beside an append that fails is no race", "[eventlog]") {
  Fixture fixture;
  test::append(fixture.log, test::messages(1, 2));
  const core::State state = test::folded(test::messages(1, 2));
  fixture.disk->refuse_writes = true;

  std::thread snapshots([&] {
    for (int i = 0; i < 100; ++i) (void)fixture.log.put_snapshot(state);
  });
  bool refused = true;
  for (int i = 0; i < 100; ++i) {
    refused = refused && fixture.log.append(test::messages(3, 1), LogPosition(2)).has_error();
  }
  snapshots.join();
  fixture.disk->refuse_writes = false;

  CHECK(refused);
  CHECK(fixture.log.append(test::messages(3, 1), LogPosition(2)).has_error());
}

TEST_CASE("after a failed snapshot nothing is appended", "[eventlog]") {
  Fixture fixture;
  test::append(fixture.log, test::messages(1, 2));
  fixture.disk->refuse_writes = true;
  REQUIRE(fixture.log.put_snapshot(test::folded(test::messages(1, 2))).has_error());
  fixture.disk->refuse_writes = false;

  const auto refused = fixture.log.append(test::messages(3, 1), LogPosition(2));

  REQUIRE(refused.has_error());
  CHECK(refused.error().code == LogErrorCode::Storage);
}
