#include "adapters/host/state_rule.h"

#include <catch2/catch.hpp>
#include <limits>
#include <string>

namespace varde::adapters {
namespace {

using core::SignalState;
using State = std::optional<SignalState>;

State state(const StateRule& rule, const Scalar& value, State previous = std::nullopt) {
  REQUIRE_FALSE(fault_of(rule).has_value());
  const auto answer = state_of(rule, value, previous);
  INFO((answer ? "" : answer.error().reason));
  REQUIRE(answer.has_value());
  return *answer;
}

Threshold level() { return {.above = 2.5, .clears_below = 2.3, .below = {}, .clears_above = {}}; }

}  // namespace

TEST_CASE("a level raises above its limit and clears below the lower one", "[adapters]") {
  CHECK(state(level(), 2.6) == SignalState::Active);
  CHECK(state(level(), 2.2) == SignalState::Normal);
  CHECK(state(level(), std::string("2.60")) == SignalState::Active);
}

TEST_CASE("between its two limits a level is what it was", "[adapters]") {
  const double between = GENERATE(2.3, 2.4, 2.5);
  CHECK(state(level(), between, SignalState::Active) == SignalState::Active);
  CHECK(state(level(), between, SignalState::Unspecified) == SignalState::Active);
  CHECK(state(level(), between, SignalState::Normal) == SignalState::Normal);
  CHECK(state(level(), between, SignalState::Unknown) == std::nullopt);
  CHECK(state(level(), between, SignalState::Fault) == std::nullopt);
  CHECK(state(level(), between) == std::nullopt);
}

TEST_CASE("without a second limit the first one is both", "[adapters]") {
  const Threshold high{.above = 10, .clears_below = {}, .below = {}, .clears_above = {}};
  CHECK(state(high, 10.0) == SignalState::Normal);
  CHECK(state(high, 10.1) == SignalState::Active);
  const Threshold low{.above = {}, .clears_below = {}, .below = 5, .clears_above = {}};
  CHECK(state(low, 5.0) == SignalState::Normal);
  CHECK(state(low, 4.9) == SignalState::Active);
}

TEST_CASE("a band is left on either side", "[adapters]") {
  const Threshold band{.above = 30, .clears_below = 28, .below = 5, .clears_above = 7};
  CHECK(state(band, 31.0) == SignalState::Active);
  CHECK(state(band, 4.0) == SignalState::Active);
  CHECK(state(band, 20.0) == SignalState::Normal);
  CHECK(state(band, 29.0, SignalState::Active) == SignalState::Active);
  CHECK(state(band, 6.0, SignalState::Normal) == SignalState::Normal);
}

TEST_CASE("a measurement that is none is unknown, never normal", "[adapters]") {
  const Scalar value = GENERATE(Scalar(Null{}), Scalar(std::numeric_limits<double>::quiet_NaN()),
                                Scalar(std::numeric_limits<double>::infinity()),
                                Scalar(std::string("NaN")), Scalar(std::string("-inf")));

  CHECK(state(level(), value) == SignalState::Unknown);
}

TEST_CASE("a level in words is not understood", "[adapters]") {
  const Scalar value =
      GENERATE(Scalar(true), Scalar(std::string("high")), Scalar(std::string("2.6 m")),
               Scalar(std::string("")), Scalar(std::string(" 2.6")));

  CHECK(state_of(level(), value, SignalState::Normal).has_error());
}

TEST_CASE("a value means the state that is given for it as a word", "[adapters]") {
  const ValueStates door{{{"open", SignalState::Active},
                          {"closed", SignalState::Normal},
                          {"true", SignalState::Active},
                          {"2", SignalState::Fault},
                          {"null", SignalState::Unknown}}};
  CHECK(state(door, std::string("open")) == SignalState::Active);
  CHECK(state(door, std::string("closed")) == SignalState::Normal);
  CHECK(state(door, true) == SignalState::Active);
  CHECK(state(door, 2.0) == SignalState::Fault);
  CHECK(state(door, Null{}) == SignalState::Unknown);
}

TEST_CASE("a value that is not listed is not understood, and shown", "[adapters]") {
  const ValueStates door{{{"open", SignalState::Active}}};
  const auto [value, words] = GENERATE(table<Scalar, std::string>({
      {std::string("ajar"), "\"ajar\""},
      {std::string("Open"), "\"Open\""},
      {std::string("a\nb"), "\"a b\""},
      {std::string(200, 'x'), std::string(64, 'x') + "...\""},
      {false, "false"},
      {1.5, "1.5"},
      {Null{}, "null"},
  }));

  const auto answer = state_of(door, value, std::nullopt);

  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == core::DecodeFailureKind::Malformed);
  CHECK(answer.error().reason.find(words) != std::string::npos);
}

TEST_CASE("a rule that cannot be followed is refused", "[adapters]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const StateRule rule =
      GENERATE_COPY(StateRule(Threshold{}), StateRule(Threshold{{}, 1, {}, {}}),
                    StateRule(Threshold{{}, {}, {}, 1}), StateRule(Threshold{1, 2, {}, {}}),
                    StateRule(Threshold{{}, {}, 2, 1}), StateRule(Threshold{1, {}, 1, {}}),
                    StateRule(Threshold{nan, {}, {}, {}}), StateRule(ValueStates{}),
                    StateRule(ValueStates{{{"on", SignalState::Unspecified}}}),
                    StateRule(ValueStates{{{std::string(200, 'x'), SignalState::Active}}}));

  CHECK(fault_of(rule).has_value());
}

}  // namespace varde::adapters
