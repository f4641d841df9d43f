#include <catch2/catch.hpp>
#include <string>

#include "broker/wire/enums.h"
#include "broker/wire/names.h"

using namespace varde;

TEMPLATE_TEST_CASE("every word names its value and no other", "[wire]", core::SignalKind,
                   core::SignalState, core::Priority, core::AlarmType, core::Condition,
                   core::ResponseState, core::Outcome, core::ReleaseReason, core::EffectOutcome,
                   core::Role, core::DecodeFailureKind, core::ExceptionKind, core::DayType,
                   core::StepKind, core::Channel, core::IncidentCause, core::DeviceCommand,
                   core::HealthSubject) {
  for (int number = 0; number < wire::Words<TestType>::Code_ARRAYSIZE; ++number) {
    const auto value = static_cast<TestType>(number);
    CAPTURE(number, wire::name(value));

    CHECK_FALSE(wire::name(value).empty());
    CHECK(wire::parse<TestType>(wire::name(value)) == value);
  }
}

TEST_CASE("words are those that people read", "[wire]") {
  CHECK(wire::name(core::AlarmType::HelpCall) == "help_call");
  CHECK(wire::name(core::Role::Operator) == "operator");
  CHECK(wire::name(core::DecodeFailureKind::PayloadTooLarge) == "payload_too_large");
  CHECK(wire::parse<core::Outcome>("handled_by_phone") == core::Outcome::HandledByPhone);
}

TEST_CASE("what is no word names nothing", "[wire]") {
  CHECK(wire::name(static_cast<core::AlarmType>(250)).empty());
  CHECK_FALSE(wire::parse<core::Outcome>("Assisted"));
  CHECK_FALSE(wire::parse<core::Outcome>(""));
  CHECK_FALSE(wire::parse<core::Priority>("1"));
}
