// What a broken, foreign or hostile sender can publish: each message is stored, explained and
// visible, and the broker goes on.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_encode.h"
#include "broker/wire/names.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto.h"
#include "tests/support/mqtt_client.h"
#include "tests/support/varded.h"

namespace varde::test {
namespace {

using core::DecodeFailureKind;

std::string valid(std::uint64_t sequence) {
  core::Signal signal;
  signal.kind = core::SignalKind::HelpCall;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{"b", sequence};
  signal.text = "pressed";
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

std::string random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random() & 0xff));
  bytes[0] = '\x07';  // Wire type 7 is none: no protobuf message begins so.
  return bytes;
}

struct Bad {
  std::string topic;
  std::string payload;
  DecodeFailureKind kind;
};

std::vector<Bad> bad_messages() {
  const std::string topic = "varde/v1/nordlia/button-1/signal";
  const std::string whole = valid(1);
  return {
      {topic, whole.substr(0, whole.size() - 3), DecodeFailureKind::Malformed},
      {topic, random_bytes(200, 1), DecodeFailureKind::Malformed},
      {topic, std::string(1024 * 1024, 'x'), DecodeFailureKind::PayloadTooLarge},
      {topic,
       R"({"kind":"help_call","text":")"
       "\xff\xfe"
       R"("})",
       DecodeFailureKind::Malformed},
      {topic, R"({"kind":"help_call","sequence":-1})", DecodeFailureKind::Malformed},
      {topic, R"({"kind":"help_call","sequnce":1})", DecodeFailureKind::Malformed},
      {topic, R"({"kind":"help_call")", DecodeFailureKind::Malformed},
      {topic, R"({"kind":"earthquake"})", DecodeFailureKind::UnknownKind},
      {topic, "{}", DecodeFailureKind::UnknownKind},
      {topic, R"({"kind":"position","location":{"latitude":91}})", DecodeFailureKind::OutOfRange},
      {"varde/v1/nordlia/button 1/signal", R"({"kind":"help_call"})",
       DecodeFailureKind::InvalidName},
  };
}

// The messages in the log, as far as they are about what was published.
struct Seen {
  std::vector<core::MessageUndecodable> undecodable;
  std::vector<core::MessageReceived> received;
  std::vector<core::AlarmRaised> raised;
};

void look(LogFollower& log, Seen& seen) {
  log.follow([&](const eventlog::StoredEvent& stored) {
    if (const auto* bad = std::get_if<core::MessageUndecodable>(&stored.event.body)) {
      seen.undecodable.push_back(*bad);
    } else if (const auto* good = std::get_if<core::MessageReceived>(&stored.event.body)) {
      seen.received.push_back(*good);
    } else if (const auto* alarm = std::get_if<core::AlarmRaised>(&stored.event.body)) {
      seen.raised.push_back(*alarm);
    }
  });
}

bool raised(const Seen& seen, core::AlarmType type) {
  return std::ranges::any_of(seen.raised, [&](const auto& alarm) { return alarm.type == type; });
}

TEST_CASE("what cannot be decoded is stored with its bytes and its reason, and raised",
          "[system]") {
  Mosquitto mosquitto;
  Varded varded("varded", mosquitto.server());
  varded.start();
  MqttClient device(mosquitto.server());
  const std::vector<Bad> sent = bad_messages();

  for (const Bad& bad : sent) device.publish(bad.topic, bad.payload);
  const double expected = static_cast<double>(sent.size());
  REQUIRE(
      eventually([&] { return varded.metric("varde_messages_undecodable_total") == expected; }));

  LogFollower log(varded.folder() / "data/log");
  Seen seen;
  REQUIRE(eventually([&] {
    look(log, seen);
    return seen.undecodable.size() == sent.size();
  }));
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CAPTURE(i, seen.undecodable[i].failure.reason);
    CHECK(seen.undecodable[i].raw.topic == sent[i].topic);
    CHECK(seen.undecodable[i].raw.payload == sent[i].payload);
    CHECK(wire::name(seen.undecodable[i].failure.kind) == wire::name(sent[i].kind));
    CHECK_FALSE(seen.undecodable[i].failure.reason.empty());
  }
  CHECK(raised(seen, core::AlarmType::UndecodableMessage));
  CHECK(varded.stop() == 0);
}

TEST_CASE("unknown senders and a clock 30 years off are heard all the same", "[system]") {
  Mosquitto mosquitto;
  Varded varded("varded", mosquitto.server());
  varded.start();
  MqttClient device(mosquitto.server());

  device.publish("varde/v1/atlantis/button-1/signal", R"({"kind":"help_call"})");
  device.publish("varde/v1/nordlia/stranger/signal", R"({"kind":"help_call"})");
  device.publish("varde/v1/nordlia/button-1/signal",
                 R"({"kind":"help_call","device_time":"1996-01-01T00:00:00Z"})");
  device.publish("varde/v1/nordlia/button-2/signal",
                 R"({"kind":"help_call","device_time":"2056-01-01T00:00:00Z"})");

  LogFollower log(varded.folder() / "data/log");
  Seen seen;
  REQUIRE(eventually([&] {
    look(log, seen);
    return seen.received.size() == 4;
  }));
  const auto calls = std::ranges::count_if(
      seen.raised, [](const auto& alarm) { return alarm.type == core::AlarmType::HelpCall; });
  CHECK(calls == 4);
  CHECK(raised(seen, core::AlarmType::UnknownMunicipality));
  CHECK(raised(seen, core::AlarmType::UnregisteredDevice));
  CHECK(varded.stop() == 0);
}

}  // namespace
}  // namespace varde::test
