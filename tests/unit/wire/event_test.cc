#include <google/protobuf/unknown_field_set.h>

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tests/golden/example_events.h"
#include "tests/unit/wire/filled.h"

using namespace varde;

namespace {

v1::Event stored(const core::Event& event) {
  v1::Event out;
  wire::to_proto(event, out);
  return out;
}

// One of each kind, and those with the fields that came later.
std::vector<core::Event> all_examples() {
  std::vector<core::Event> all = test::example_events();
  for (const test::LaterExample& later : test::later_examples()) all.push_back(later.event);
  return all;
}

// As it comes back from a disk.
v1::Event parsed(const v1::Event& event) {
  v1::Event out;
  REQUIRE(out.ParseFromString(event.SerializeAsString()));
  return out;
}

TEST_CASE("that a link forgot its session survives", "[wire]") {
  const core::Event event{
      Instant(Duration(1)), {}, core::LinkChanged{LinkId("mosquitto"), true, "forgotten", true}};
  v1::Event stored;
  wire::to_proto(event, stored);
  CHECK(*wire::from_proto(stored) == event);
}

TEST_CASE("how a vendor knows a device survives", "[wire]") {
  core::RegisterChanged change;
  change.put_devices = {{{MunicipalityId("nordlia"), DeviceId("leak-1")},
                         PositionId("hall"),
                         "water leak sensor",
                         core::VendorDevice{"milesight-lorawan", "24e124", "em300-sld",
                                            "chirpstack", R"({"application":"7"})"}}};
  const core::Event event{Instant(Duration(1)), {}, change};

  CHECK(*wire::from_proto(parsed(stored(event))) == event);
}

TEST_CASE("that a message was decoded later, and told a level, survives", "[wire]") {
  core::MessageReceived received = test::example<core::MessageReceived>();
  received.replay_of = LogPosition(7);
  received.signals.front().level = true;
  const core::Event event{Instant(Duration(1)), {}, received};

  CHECK(*wire::from_proto(parsed(stored(event))) == event);
}

}  // namespace

TEST_CASE("every kind of event reads back as it was written", "[wire]") {
  const auto event = GENERATE(from_range(all_examples()));
  CAPTURE(wire::name(event.body));

  const auto read = wire::from_proto(parsed(stored(event)));

  REQUIRE(read.has_value());
  CHECK(*read == event);
}

TEST_CASE("every field of every event is filled in some example", "[wire]") {
  test::FieldNames filled;
  for (const core::Event& event : all_examples()) test::note_filled(stored(event), filled);

  CHECK(test::unfilled(*v1::Event::descriptor(), filled) == std::vector<std::string>{});
}

TEST_CASE("an event with nothing filled in reads back as it was written", "[wire]") {
  const auto body = GENERATE(from_range(std::vector<core::EventBody>{
      core::BrokerStarted{},      core::RegisterChanged{},     core::MessageReceived{},
      core::MessageUndecodable{}, core::AlarmRaised{},         core::AlarmRepeated{},
      core::AlarmResolved{},      core::ConsoleGone{},         core::EffectRequested{},
      core::EffectConcluded{},    core::RulesChanged{},        core::PoliciesChanged{},
      core::TimerSet{},           core::AlarmShelved{},        core::ExceptionBegun{},
      core::AlarmEscalated{},     core::EscalationRestarted{}, core::IncidentOpened{},
      core::HealthChanged{},      core::ConsoleConnected{}}));
  CAPTURE(wire::name(body));
  const core::Event event{{}, std::nullopt, body};

  const auto read = wire::from_proto(parsed(stored(event)));

  REQUIRE(read.has_value());
  CHECK(*read == event);
}

TEST_CASE("the word of an event is the name of its field in the contract", "[wire]") {
  const auto event = GENERATE(from_range(test::example_events()));
  const auto* descriptor = v1::Event::descriptor();

  const auto* field = descriptor->FindFieldByNumber(static_cast<int>(stored(event).body_case()));

  REQUIRE(field != nullptr);
  CHECK(wire::name(event.body) == field->name());
}

TEST_CASE("every kind of event in the contract has a core event", "[wire]") {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");

  CHECK(static_cast<std::size_t>(body->field_count()) == std::variant_size_v<core::EventBody>);
}

TEST_CASE("writing an event replaces what was there", "[wire]") {
  v1::Event out = stored(test::example_event(test::example<core::AlarmClaimed>()));
  const core::Event other{Instant(Duration(1)), std::nullopt, core::ConsoleGone{SessionId("s")}};

  wire::to_proto(other, out);

  CHECK(out.SerializeAsString() == stored(other).SerializeAsString());
}

TEST_CASE("an event of a kind that only a later version knows is refused as later", "[wire]") {
  v1::Event event;
  event.mutable_at()->set_seconds(1);
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(77, "later");

  const auto read = wire::from_proto(parsed(event));

  REQUIRE(read.has_error());
  CHECK(read.error().later);
}

TEST_CASE("a word that only a later version knows is refused as later", "[wire]") {
  v1::Event event = stored(test::example_event(test::example<core::AlarmRaised>()));
  event.mutable_alarm_raised()->set_type(static_cast<v1::AlarmType::Code>(200));

  const auto read = wire::from_proto(parsed(event));

  REQUIRE(read.has_error());
  CHECK(read.error().later);
}

TEST_CASE("an event without a body, time or deadline is refused as nobody's", "[wire]") {
  v1::Event event = stored(test::example_event(test::example<core::AlarmRaised>()));
  SECTION("body") { event.clear_body(); }
  SECTION("time") { event.clear_at(); }
  SECTION("deadline") { event.mutable_alarm_raised()->clear_respond_by(); }

  const auto read = wire::from_proto(parsed(event));

  REQUIRE(read.has_error());
  CHECK_FALSE(read.error().later);
}

TEST_CASE("an effect that only a later version knows is refused as later", "[wire]") {
  v1::Event event = stored(test::example_event(test::example<core::EffectRequested>()));
  auto* requested = event.mutable_effect_requested();
  requested->clear_what();
  requested->GetReflection()->MutableUnknownFields(requested)->AddLengthDelimited(90, "later");

  const auto read = wire::from_proto(parsed(event));

  REQUIRE(read.has_error());
  CHECK(read.error().later);
}

TEST_CASE("text that is not UTF-8 never makes an event unreadable", "[wire]") {
  auto message = test::example<core::MessageReceived>();
  message.raw.topic = "varde/\xFF/x";
  message.raw.payload = "\xFF\xFE";  // Bytes, not text: kept.
  message.signals[0].text = "a\xC3";
  message.device.device = DeviceId("\x80");

  const auto read = wire::from_proto(parsed(stored(test::example_event(message))));

  REQUIRE(read.has_value());
  const auto& back = std::get<core::MessageReceived>(read->body);
  CHECK(back.raw.topic == "varde/\uFFFD/x");
  CHECK(back.raw.payload == "\xFF\xFE");
  CHECK(back.signals[0].text == "a\uFFFD");
  CHECK(back.device.device == DeviceId("\uFFFD"));
}
