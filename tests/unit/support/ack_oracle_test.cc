// The oracle itself: one that overlooks a loss would let every fault test pass.
#include "tests/support/ack_oracle.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

namespace varde::test {
namespace {

StoredIds stored(const std::vector<core::Event>& events) {
  StoredIds ids;
  for (const core::Event& event : events) ids.add(event);
  return ids;
}

}  // namespace

TEST_CASE("what was noted stands in the file, in order", "[oracle]") {
  const TempDir folder;
  const auto file = folder.path() / "acks";
  {
    AckFile acks(file);
    acks.note(3);
    acks.note(1);
    acks.settle();
    CHECK(read_acks(file) == std::vector<std::uint64_t>{3, 1});
    acks.note(2);
  }
  CHECK(read_acks(file) == std::vector<std::uint64_t>{3, 1, 2});
}

TEST_CASE("a file goes on where it ended", "[oracle]") {
  const TempDir folder;
  const auto file = folder.path() / "acks";
  AckFile(file).note(1);
  AckFile(file).note(2);

  CHECK(read_acks(file) == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("several publishers may note in one file", "[oracle]") {
  const TempDir folder;
  const auto file = folder.path() / "acks";
  {
    AckFile acks(file);
    std::thread other([&] {
      for (std::uint64_t i = 0; i < 1'000; ++i) acks.note(i);
    });
    for (std::uint64_t i = 1'000; i < 2'000; ++i) acks.note(i);
    other.join();
  }

  auto ids = read_acks(file);
  std::ranges::sort(ids);
  REQUIRE(ids.size() == 2'000);
  CHECK(ids.front() == 0);
  CHECK(ids.back() == 1'999);
}

TEST_CASE("a line that is not whole was never synced", "[oracle]") {
  const TempDir folder;
  const auto file = folder.path() / "acks";
  std::ofstream(file) << "17\n18\n19";

  CHECK(read_acks(file) == std::vector<std::uint64_t>{17, 18});
}

TEST_CASE("the oracle counts what is lost and what is there twice", "[oracle]") {
  auto events = messages(1, 5);  // Their keys are 1 to 5.
  events.push_back(message(2));

  const Tally tally = compare({1, 2, 5, 6, 7}, stored(events));

  CHECK(tally.acknowledged == 5);
  CHECK(tally.lost == 2);
  CHECK(tally.first_lost == 6);
  CHECK(tally.twice == 1);
}

TEST_CASE("what was never acknowledged may be in the log or not", "[oracle]") {
  const Tally tally = compare({1, 2}, stored(messages(1, 5)));

  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("the state of snapshot and tail has the hash of a full replay", "[oracle]") {
  const TempDir folder;
  const auto log = open(folder.path() / "log");
  const auto events = shift(8);
  append(*log, events);
  REQUIRE(log->put_snapshot(folded(events)).has_value());
  append(*log, messages(1'000, 5));

  const StateHashes hashes = state_hashes(*log);

  CHECK(hashes.recovered == hashes.replayed);
}

TEST_CASE("a snapshot that says something else has another hash", "[oracle]") {
  const TempDir folder;
  const auto log = open(folder.path() / "log");
  const auto events = shift(8);
  append(*log, events);
  core::State other = folded(events);
  other.alarms = {};
  REQUIRE(log->put_snapshot(other).has_value());

  const StateHashes hashes = state_hashes(*log);

  CHECK(hashes.recovered != hashes.replayed);
}

}  // namespace varde::test
