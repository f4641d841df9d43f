#include "broker/api/stream_hub.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "tests/support/world.h"

namespace varde::test {
namespace {

namespace json = boost::json;
using api::StreamHub;

// A console that takes a frame when the test says so.
struct Console : api::StreamSink {
  void send(std::shared_ptr<const std::string> frame) override {
    CHECK(on_its_way == nullptr);  // One at a time.
    on_its_way = std::move(frame);
  }
  void close(api::StreamEnd) override { closed = true; }

  // The frame that was on its way; the next may follow.
  json::object take(StreamHub& hub) {
    REQUIRE(on_its_way != nullptr);
    const auto frame = std::exchange(on_its_way, nullptr);
    hub.sent(*client);
    return json::parse(*frame).as_object();
  }

  std::optional<StreamHub::Client> client;
  std::shared_ptr<const std::string> on_its_way;
  bool closed = false;
};

struct Broadcast {
  World world;
  api::ReadModel model{world.state(), "log-1"};
  std::vector<std::string> presence;
  std::chrono::steady_clock::time_point now;
  std::vector<StreamHub::Steady> flushes_wanted;
  StreamHub hub{model, hooks(), 3};

  StreamHub::Hooks hooks() {
    return {
        [this](const core::Actor& actor) { presence.push_back("present " + actor.session.str()); },
        [this](const SessionId& session) { presence.push_back("gone " + session.str()); },
        [this](StreamHub::Steady at) { flushes_wanted.push_back(at); }, [this] { return now; }};
  }
  void open(Console& console, const core::Actor& actor, std::optional<LogPosition> from = {},
            const std::string& log = "log-1") {
    console.client = hub.open({actor, from, log}, console);
  }
  void fold(const core::Decision& decision) {
    std::vector<AlarmId> changed;
    REQUIRE(model.fold(model.position().next(), decision.events, changed));
    hub.changed(changed);
  }
  void call(const std::string& from, const std::string& municipality = "nordlia",
            SignalKind kind = SignalKind::HelpCall) {
    fold(world.send(device(from, municipality), kind));
  }
  // `console` has just been told of a lesser alarm.
  void tell_of_leak(Console& console) {
    open(console, operator_named("kari"));
    console.take(hub);
    call("leak-1", "nordlia", SignalKind::WaterLeak);
    console.take(hub);
  }
  void later(std::chrono::milliseconds time) {
    now += time;
    hub.flush();
  }
};

core::Actor of(const std::string& municipality) {
  core::Actor actor = operator_named("siri");
  actor.municipalities = {MunicipalityId(municipality)};
  return actor;
}

std::vector<std::string> ids(const json::object& body) {
  std::vector<std::string> all;
  for (const auto& alarm : body.at("alarms").as_array()) {
    all.emplace_back(alarm.as_object().at("id").as_string());
  }
  return all;
}

using Ids = std::vector<std::string>;

TEST_CASE("a stream begins with the whole queue, most urgent first", "[api]") {
  Broadcast broadcast;
  broadcast.call("leak-1", "nordlia", SignalKind::WaterLeak);
  broadcast.call("button-1");
  Console console;

  broadcast.open(console, operator_named("kari"));

  const json::object snapshot = console.take(broadcast.hub).at("snapshot").as_object();
  CHECK(snapshot.at("log_id").as_string() == "log-1");
  CHECK(snapshot.at("log_position").as_string() ==
        std::to_string(broadcast.model.position().value()));
  CHECK(ids(snapshot) == Ids{"2", "1"});
}

TEST_CASE("a change is sent at once to one who waits", "[api]") {
  Broadcast broadcast;
  Console console;
  broadcast.open(console, operator_named("kari"));
  const auto snapshot = console.take(broadcast.hub).at("snapshot").as_object();

  broadcast.call("button-1");

  const json::object delta = console.take(broadcast.hub).at("delta").as_object();
  CHECK(delta.at("from") == snapshot.at("log_position"));
  CHECK(ids(delta) == Ids{"1"});
  CHECK(console.on_its_way == nullptr);
}

TEST_CASE("changes in quick succession are folded into one delta", "[api]") {
  Broadcast broadcast;
  Console console;
  broadcast.open(console, operator_named("kari"));
  console.take(broadcast.hub);
  broadcast.call("button-1");
  console.take(broadcast.hub);

  broadcast.call("leak-1", "nordlia", SignalKind::WaterLeak);
  broadcast.call("smoke-1", "nordlia", SignalKind::BatteryLow);

  CHECK(console.on_its_way == nullptr);
  CHECK(broadcast.flushes_wanted == std::vector{broadcast.now + api::kDeltaInterval});
  broadcast.later(api::kDeltaInterval);
  CHECK(ids(console.take(broadcast.hub).at("delta").as_object()) == Ids{"2", "3"});
}

TEST_CASE("a critical alarm does not wait to be folded with lesser changes", "[api]") {
  Broadcast broadcast;
  Console console;
  broadcast.tell_of_leak(console);
  broadcast.later(api::kCriticalInterval);

  broadcast.call("smoke-1", "nordlia", SignalKind::Smoke);

  CHECK(ids(console.take(broadcast.hub).at("delta").as_object()) == Ids{"2"});
}

TEST_CASE("a critical alarm that comes right after a lesser one waits its own short time only",
          "[api]") {
  Broadcast broadcast;
  Console console;
  broadcast.tell_of_leak(console);
  const auto told = broadcast.now;

  broadcast.call("leak-1", "nordlia", SignalKind::BatteryLow);
  broadcast.call("smoke-1", "nordlia", SignalKind::Smoke);

  CHECK(console.on_its_way == nullptr);
  REQUIRE_FALSE(broadcast.flushes_wanted.empty());
  CHECK(broadcast.flushes_wanted.back() == told + api::kCriticalInterval);
  broadcast.later(api::kCriticalInterval);
  CHECK(ids(console.take(broadcast.hub).at("delta").as_object()) == Ids{"3", "2"});
}

TEST_CASE("one who reads slowly gets one delta with the newest of each alarm", "[api]") {
  Broadcast broadcast;
  Console slow;
  broadcast.open(slow, operator_named("kari"));  // The snapshot is not read.

  for (int i = 0; i < 500; ++i) {
    broadcast.call("button-1");
    broadcast.world.wait(11s);
  }
  broadcast.later(1s);
  slow.take(broadcast.hub);

  const json::object delta = slow.take(broadcast.hub).at("delta").as_object();
  REQUIRE(ids(delta) == Ids{"1"});
  CHECK(delta.at("alarms").as_array()[0].as_object().at("occurrences").as_int64() == 500);
  CHECK(slow.on_its_way == nullptr);
}

TEST_CASE("one who fell far behind gets the whole queue instead", "[api]") {
  Broadcast broadcast;
  Console slow;
  broadcast.open(slow, operator_named("kari"));

  for (std::size_t i = 0; i <= api::kAlarmsPerDelta; ++i) {
    broadcast.call("stranger-" + std::to_string(i));
  }
  slow.take(broadcast.hub);

  const json::object next = slow.take(broadcast.hub);
  REQUIRE(next.contains("snapshot"));
  CHECK(ids(next.at("snapshot").as_object()).size() ==
        broadcast.model.state().alarms.queue().size());
}

TEST_CASE("a resolved alarm is told of once, and is then out of the queue", "[api]") {
  Broadcast broadcast;
  broadcast.fold(
      broadcast.world.give(core::ConnectConsole{SessionId("console-of-kari"), UserId("kari")}));
  broadcast.call("button-1");
  Console console;
  broadcast.open(console, operator_named("kari"));
  console.take(broadcast.hub);

  broadcast.fold(*broadcast.world.ask("kari", AlarmId(1), core::Claim{}));
  console.take(broadcast.hub);
  broadcast.fold(
      *broadcast.world.ask("kari", AlarmId(1), core::Resolve{core::Outcome::Assisted, ""}));
  broadcast.later(api::kDeltaInterval);

  const json::object delta = console.take(broadcast.hub).at("delta").as_object();
  REQUIRE(ids(delta) == Ids{"1"});
  CHECK(delta.at("alarms").as_array()[0].as_object().at("response").as_string() == "resolved");
  Console other;
  broadcast.open(other, operator_named("kari"));
  CHECK(ids(other.take(broadcast.hub).at("snapshot").as_object()).empty());
}

TEST_CASE("a console sees the alarms of its municipalities only", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  broadcast.call("button-1", "sorvik");
  Console siri;
  broadcast.open(siri, of("sorvik"));
  CHECK(ids(siri.take(broadcast.hub).at("snapshot").as_object()) == Ids{"2"});

  broadcast.call("smoke-1", "nordlia", SignalKind::Smoke);
  CHECK(siri.on_its_way == nullptr);

  broadcast.world.wait(11s);
  broadcast.call("button-1", "sorvik");
  CHECK(ids(siri.take(broadcast.hub).at("delta").as_object()) == Ids{"2"});
}

TEST_CASE("consoles of different municipalities never share a snapshot", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  broadcast.call("button-1", "sorvik");
  Console siri;
  Console nina;
  broadcast.open(siri, of("sorvik"));
  broadcast.open(nina, of("nordlia"));

  CHECK(ids(siri.take(broadcast.hub).at("snapshot").as_object()) == Ids{"2"});
  CHECK(ids(nina.take(broadcast.hub).at("snapshot").as_object()) == Ids{"1"});
}

TEST_CASE("a snapshot that is being sent is shared, and what came since follows", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  Console first;
  broadcast.open(first, operator_named("kari"));
  broadcast.call("smoke-1", "nordlia", SignalKind::Smoke);
  Console second;

  broadcast.open(second, operator_named("nils"));

  CHECK(second.on_its_way == first.on_its_way);
  const auto snapshot = second.take(broadcast.hub).at("snapshot").as_object();
  CHECK(ids(snapshot) == Ids{"1"});
  const auto delta = second.take(broadcast.hub).at("delta").as_object();
  CHECK(delta.at("from") == snapshot.at("log_position"));
  CHECK(ids(delta) == Ids{"2"});
}

TEST_CASE("a console that resumes gets what it missed", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  const LogPosition left_at = broadcast.model.position();
  broadcast.call("smoke-1", "nordlia", SignalKind::Smoke);
  Console back;

  broadcast.open(back, operator_named("kari"), left_at);

  const json::object delta = back.take(broadcast.hub).at("delta").as_object();
  CHECK(delta.at("from").as_string() == std::to_string(left_at.value()));
  CHECK(ids(delta) == Ids{"2"});
}

TEST_CASE("a console that missed nothing is told so at once", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  Console back;

  broadcast.open(back, operator_named("kari"), broadcast.model.position());

  CHECK(ids(back.take(broadcast.hub).at("delta").as_object()).empty());
}

TEST_CASE("who cannot resume gets the whole queue", "[api]") {
  Broadcast broadcast;
  broadcast.call("button-1");
  const LogPosition end = broadcast.model.position();
  const auto [from, log] = GENERATE_COPY(table<LogPosition, std::string>(
      {{end, "another-log"}, {end.next(), "log-1"}, {LogPosition(0), "log-1"}}));
  Console back;

  broadcast.open(back, operator_named("kari"), from, log);

  CHECK(back.take(broadcast.hub).contains("snapshot"));
}

TEST_CASE("a heartbeat tells the time, the storage and the links", "[api]") {
  Broadcast broadcast;
  Console console;
  broadcast.open(console, operator_named("kari"));
  console.take(broadcast.hub);

  broadcast.hub.heartbeat(at(5s), true);

  const json::object heartbeat = console.take(broadcast.hub).at("heartbeat").as_object();
  CHECK(heartbeat.at("now").as_string() == "2026-01-01T00:00:05Z");
  CHECK(heartbeat.at("storage").as_string() == "low");
  CHECK(heartbeat.at("links").as_array()[0].as_object().at("name").as_string() == "mosquitto");
  CHECK(heartbeat.at("links").as_array()[0].as_object().at("up").as_bool());
}

TEST_CASE("heartbeats to one who reads slowly do not pile up", "[api]") {
  Broadcast broadcast;
  Console slow;
  broadcast.open(slow, operator_named("kari"));

  for (int i = 0; i < 60; ++i) broadcast.hub.heartbeat(at(i * 1s), false);
  slow.take(broadcast.hub);

  CHECK(slow.take(broadcast.hub).at("heartbeat").as_object().at("now").as_string() ==
        "2026-01-01T00:00:59Z");
  CHECK(slow.on_its_way == nullptr);
}

TEST_CASE("a console counts as present from its first stream to its last", "[api]") {
  Broadcast broadcast;
  Console first;
  Console second;
  broadcast.open(first, operator_named("kari", "s1"));
  broadcast.open(second, operator_named("kari", "s1"));

  broadcast.hub.closed(*first.client);
  CHECK(broadcast.presence == Ids{"present s1"});
  broadcast.hub.closed(*second.client);

  CHECK(broadcast.presence == Ids{"present s1", "gone s1"});
  CHECK(broadcast.hub.size() == 0);
}

TEST_CASE("the streams of a log-in that is over are closed, others' not", "[api]") {
  Broadcast broadcast;
  Console kari;
  Console nils;
  broadcast.open(kari, operator_named("kari", "s1"));
  broadcast.open(nils, operator_named("nils", "s2"));

  broadcast.hub.end_if([](const core::Actor& actor) { return actor.session == SessionId("s1"); },
                       api::StreamEnd::LogInOver);

  CHECK(kari.closed);
  CHECK_FALSE(nils.closed);
}

TEST_CASE("there are only so many streams", "[api]") {
  Broadcast broadcast;
  std::deque<Console> consoles(4);
  for (Console& console : consoles) broadcast.open(console, operator_named("kari"));

  CHECK(consoles[2].client.has_value());
  CHECK_FALSE(consoles[3].client.has_value());
  CHECK(broadcast.hub.size() == 3);
}

TEST_CASE("one log-in has only so many streams, another has its own", "[api]") {
  Broadcast broadcast;
  StreamHub hub(broadcast.model, broadcast.hooks(), 100, 2);
  std::deque<Console> consoles(5);
  const auto open = [&](Console& console, const std::string& session) {
    console.client = hub.open({operator_named("kari", session), {}, "log-1"}, console);
    return console.client.has_value();
  };
  REQUIRE(open(consoles[0], "s1"));
  REQUIRE(open(consoles[1], "s1"));

  CHECK_FALSE(open(consoles[2], "s1"));
  CHECK(open(consoles[3], "s2"));
  hub.closed(*consoles[0].client);
  CHECK(open(consoles[4], "s1"));
}

}  // namespace
}  // namespace varde::test
