#include "broker/eventlog/record.h"

#include <google/protobuf/unknown_field_set.h>

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "broker/eventlog/keys.h"
#include "tests/golden/example_events.h"
#include "varde/v1/event.pb.h"

using namespace varde;
using eventlog::Chain;
using eventlog::LogErrorCode;

namespace {

using Stored = std::pair<std::string, std::string>;  // Key and value.

std::vector<Stored> chain_of(const std::vector<core::Event>& events) {
  Chain chain;
  std::vector<Stored> out;
  for (const auto& event : events) {
    std::string value = chain.extend(event);
    out.emplace_back(eventlog::position_key(chain.end()), std::move(value));
  }
  return out;
}

// The first record that the chain does not let pass, and why.
std::pair<LogPosition, LogErrorCode> first_refused(const std::vector<Stored>& records) {
  Chain chain;
  for (const auto& [key, value] : records) {
    const auto event = chain.follow(key, value);
    if (event.has_error()) return {event.error().position, event.error().code};
  }
  FAIL("the chain let everything pass");
  return {};
}

}  // namespace

TEST_CASE("a chain of records is followed to its end", "[eventlog]") {
  const auto events = test::example_events();
  Chain chain;

  for (const auto& [key, value] : chain_of(events)) {
    const auto event = chain.follow(key, value);
    REQUIRE(event.has_value());
    CHECK(*event == events[chain.end().value() - 1]);
  }

  CHECK(chain.end().value() == events.size());
}

TEST_CASE("a chain names the first record that is not as it was", "[eventlog]") {
  auto records = chain_of(test::example_events());
  LogErrorCode expected{};
  SECTION("changed, with everything about it right but its hash") {
    v1::Record record;
    REQUIRE(record.ParseFromString(records[3].second));
    record.mutable_event()->mutable_at()->set_seconds(1);
    records[3].second = record.SerializeAsString();
    // Record 4 reads well; record 5 does not continue it.
    CHECK(first_refused(records) == std::pair(LogPosition(5), LogErrorCode::BrokenChain));
    return;
  }
  SECTION("gone") {
    records.erase(records.begin() + 3);
    expected = LogErrorCode::BrokenChain;
  }
  SECTION("not a message") {
    records[3].second = "\xFF";
    expected = LogErrorCode::DamagedRecord;
  }
  SECTION("cut") {
    records[3].second.resize(records[3].second.size() / 2);
    expected = LogErrorCode::DamagedRecord;
  }
  SECTION("another's place") {
    records[3].second = records[7].second;
    expected = LogErrorCode::DamagedRecord;
  }
  SECTION("two changed places") {
    std::swap(records[3].second, records[4].second);
    expected = LogErrorCode::DamagedRecord;
  }
  SECTION("of another chain") {
    v1::Record record;
    REQUIRE(record.ParseFromString(records[3].second));
    record.set_previous_sha256(std::string(32, 'x'));
    records[3].second = record.SerializeAsString();
    expected = LogErrorCode::BrokenChain;
  }
  SECTION("a key that is no position") {
    records[3].first = "meta";
    expected = LogErrorCode::DamagedRecord;
  }
  CHECK(first_refused(records) == std::pair(LogPosition(4), expected));
}

TEST_CASE("a record of a later version is refused by that name, not passed over", "[eventlog]") {
  v1::Record record;
  record.set_position(9);
  auto* event = record.mutable_event();
  event->mutable_at()->set_seconds(1);
  event->GetReflection()->MutableUnknownFields(event)->AddLengthDelimited(77, "later");

  const auto read = eventlog::decode(record.SerializeAsString(), LogPosition(9));

  REQUIRE(read.has_error());
  CHECK(read.error().code == LogErrorCode::NotALog);
  CHECK(read.error().position == LogPosition(9));
}
