#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "broker/wire/events.h"
#include "tests/golden/example_events.h"

using namespace varde;

TEST_CASE("a signal reads back as it was written", "[wire]") {
  for (const core::Signal& signal : test::example<core::MessageReceived>().signals) {
    v1::Signal stored;
    wire::to_proto(signal, stored);

    const auto read = wire::from_proto(stored);

    REQUIRE(read.has_value());
    CHECK(*read == signal);
  }
}

TEST_CASE("the first message of a boot has a key", "[wire]") {
  v1::Signal stored;
  stored.set_sequence(0);

  const auto read = wire::from_proto(stored);

  REQUIRE(read.has_value());
  CHECK(read->key == core::SignalKey{"", 0});
}

TEST_CASE("a boot without a count is no key", "[wire]") {
  v1::Signal stored;
  stored.set_boot("b7");

  const auto read = wire::from_proto(stored);

  REQUIRE(read.has_value());
  CHECK_FALSE(read->key);
}

TEST_CASE("a zero that was measured is not a value left out", "[wire]") {
  v1::Signal stored;
  stored.set_value(0);

  CHECK(wire::from_proto(stored)->value == 0.0);
  CHECK_FALSE(wire::from_proto(v1::Signal())->value);
}

TEST_CASE("a kind or state that this version does not know is refused as later", "[wire]") {
  v1::Signal stored;
  SECTION("kind") { stored.set_kind(static_cast<v1::SignalKind::Code>(99)); }
  SECTION("state") { stored.set_state(static_cast<v1::SignalState::Code>(99)); }
  SECTION("a number that a byte would cut to a word") {
    stored.set_kind(static_cast<v1::SignalKind::Code>(256 + 1));
  }
  SECTION("below zero") { stored.set_state(static_cast<v1::SignalState::Code>(-1)); }

  const auto read = wire::from_proto(stored);

  REQUIRE(read.has_error());
  CHECK(read.error().later);
}

TEST_CASE("a value that is no number stays one", "[wire]") {
  core::Signal signal;
  signal.value = std::numeric_limits<double>::quiet_NaN();
  v1::Signal stored;
  wire::to_proto(signal, stored);

  const auto read = wire::from_proto(stored);

  REQUIRE(read.has_value());
  REQUIRE(read->value);
  CHECK(std::isnan(*read->value));
}
