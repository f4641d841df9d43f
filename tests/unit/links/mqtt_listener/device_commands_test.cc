// What a device is told: commands of others, and how far the response to its call has come.
#include <catch2/catch.hpp>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

const auto kButton = device("button-1");

// A device that has subscribed to its commands and sleeps, and somebody who may command it.
struct Sleeping {
  explicit Sleeping(Version version = kV5) {
    auto button = bench.connected(named("nordlia/button-1", lasting("")), version);
    subscribe(button,
              {to(adapters::command_topic(kButton)), to(adapters::response_topic(kButton))});
    button.send(Disconnect{});
    CHECK(button.is_closed());
  }
  void command(const std::string& payload, std::optional<std::uint32_t> expiry_s = {}) {
    Publish packet = publish(adapters::command_topic(kButton), payload);
    packet.properties.message_expiry_s = expiry_s;
    REQUIRE(publish_stored(control, packet) == Reason::Success);
  }
  [[nodiscard]] RawMqttClient wake(Version version = kV5) const {
    return bench.connected(named("nordlia/button-1", lasting("")), version);
  }

  ListenerBench bench{{}, small_clients()};
  RawMqttClient control = bench.connected(named("control", hello("")));
};

TEST_CASE("a command waits for a device that sleeps, also through a restart", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  const auto what = GENERATE(
      as<void (*)(ListenerBench&)>(), [](ListenerBench&) {},
      [](ListenerBench& bench) { bench.restart(); }, [](ListenerBench& bench) { bench.crash(); });
  Sleeping sleeping(version);
  sleeping.command("open");

  what(sleeping.bench);
  sleeping.bench.clock().pass(59s);
  auto button = sleeping.wake(version);

  const auto heard = button.expect<Publish>();
  CHECK(heard.payload == "open");
  if (version == kV5) CHECK(heard.properties.message_expiry_s == 1U);
  button.send(ack(AckKind::Puback, heard.packet_id));
  CHECK(button.is_quiet());
}

TEST_CASE("a command without an expiry is too late after a minute", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  Sleeping sleeping;
  auto old = sleeping.bench.connected(named("control", hello("old")), version);
  REQUIRE(publish_stored(old, publish(adapters::command_topic(kButton), "open")) ==
          Reason::Success);

  sleeping.bench.clock().pass(60s);

  CHECK(sleeping.wake().is_quiet());
}

TEST_CASE("a command may wait as long as its publisher says, up to a day", "[listener]") {
  Sleeping sleeping;
  sleeping.command("an hour", 3'600);
  sleeping.command("two days", 48 * 3'600);

  sleeping.bench.clock().pass(3'599s);
  CHECK(take(*std::make_unique<RawMqttClient>(sleeping.wake())) == "an hour");
  sleeping.bench.clock().pass(24h - 3'599s);
  CHECK(sleeping.wake().is_quiet());
}

TEST_CASE("a command is in the log and raises nothing", "[listener]") {
  Sleeping sleeping;
  sleeping.command("open");

  CHECK(sleeping.bench.stored_payloads() == std::vector<std::string>{"open"});
  CHECK(sleeping.bench.all<core::AlarmRaised>().empty());
  CHECK(sleeping.bench.all<core::MessageUndecodable>().empty());
}

TEST_CASE("only who has the right to commands a device", "[listener]") {
  Sleeping sleeping;
  auto leak = sleeping.bench.connected(named("nordlia/leak-1", hello("")));

  CHECK(publish_stored(leak, publish(adapters::command_topic(kButton), "open")) ==
        Reason::NotAuthorized);

  CHECK(sleeping.wake().is_quiet());
}

// --- Notices of the response

std::string call(std::uint64_t sequence) {
  return adapters::encode_canonical(keyed(signal(SignalKind::HelpCall), sequence),
                                    adapters::Form::Json);
}

// Astrid's button calls, and Kari claims the call.
core::TellDevice call_and_claim(ListenerBench& bench, RawMqttClient& button) {
  CHECK(publish_stored(button, publish(adapters::signal_topic(kButton, true), call(1))) ==
        Reason::Success);
  const auto raised = bench.all<core::AlarmRaised>().back();
  const core::Actor kari = operator_named("kari");
  bench.engine().post(core::ConnectConsole{kari.session, kari.user});
  REQUIRE(bench.command({kari, "", raised.alarm, core::Claim{}}).has_value());
  core::TellDevice notice;
  notice.alarm = raised.alarm;
  notice.type = raised.type;
  notice.response = core::ResponseState::Claimed;
  return notice;
}

bool is_concluded(const ListenerBench& bench, core::EffectOutcome outcome, std::size_t count = 1) {
  return eventually([&] {
    std::size_t found = 0;
    for (const auto& concluded : bench.all<core::EffectConcluded>()) {
      found += concluded.outcome == outcome ? 1U : 0U;
    }
    return found >= count;
  });
}

// Takes notices until one says `wanted`, and answers each.
void expect_notice(RawMqttClient& button, const core::TellDevice& wanted) {
  const auto heard = button.expect<Publish>();
  CHECK(heard.topic == adapters::response_topic(kButton));
  CHECK(heard.payload == adapters::encode_response_notice(wanted));
  button.send(ack(AckKind::Puback, heard.packet_id));
}

TEST_CASE("a device hears that its call was claimed; its PUBACK concludes the notice",
          "[listener]") {
  ListenerBench bench({}, small_clients());
  auto button = bench.connected(named("nordlia/button-1", hello("")));
  subscribe(button, {to(adapters::response_topic(kButton))});

  const auto notice = call_and_claim(bench, button);

  CHECK(bench.all<core::EffectConcluded>().empty());
  expect_notice(button, notice);
  CHECK(is_concluded(bench, core::EffectOutcome::Delivered));
}

TEST_CASE("a notice waits for a device that is not there, also through a restart", "[listener]") {
  const auto what = GENERATE(
      as<void (*)(ListenerBench&)>(), [](ListenerBench&) {},
      [](ListenerBench& bench) { bench.restart(); }, [](ListenerBench& bench) { bench.crash(); });
  const bool lasts = GENERATE(false, true);
  ListenerBench bench({}, small_clients());
  const auto connect = named("nordlia/button-1", lasts ? lasting("") : hello(""));
  auto button = bench.connected(connect);
  if (lasts) subscribe(button, {to(adapters::response_topic(kButton))});
  button.send(publish(adapters::signal_topic(kButton, true), call(7)));
  button.send(Disconnect{});
  CHECK(button.is_closed());
  auto other = bench.connected(named("nordlia/button-1", hello("other")));
  const auto notice = call_and_claim(bench, other);
  other.send(Disconnect{});
  CHECK(other.is_closed());

  what(bench);
  button = bench.connected(connect);
  if (!lasts) subscribe(button, {to(adapters::response_topic(kButton))});

  expect_notice(button, notice);
  CHECK(is_concluded(bench, core::EffectOutcome::Delivered));
  CHECK(button.is_quiet());
}

TEST_CASE("a notice that was on its way goes to the next connection", "[listener]") {
  ListenerBench bench({}, small_clients());
  const auto connect = named("nordlia/button-1", lasting(""));
  auto button = bench.connected(connect);
  subscribe(button, {to(adapters::response_topic(kButton))});
  const auto notice = call_and_claim(bench, button);
  CHECK_FALSE(button.expect<Publish>().payload.empty());
  button.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 0; }));

  button = bench.connected(connect);

  expect_notice(button, notice);
  CHECK(is_concluded(bench, core::EffectOutcome::Delivered));
}

TEST_CASE("a notice that nobody fetches in a minute has expired", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto button = bench.connected(named("nordlia/button-1", hello("")));
  (void)call_and_claim(bench, button);

  bench.clock().pass(60s);

  CHECK(is_concluded(bench, core::EffectOutcome::Expired));
  subscribe(button, {to(adapters::response_topic(kButton))});
  CHECK(button.is_quiet());
}

// --- Varde's own commands

// Eva, who looks after the devices, has the button told to start anew.
std::string reset_by_technician(ListenerBench& bench) {
  core::Actor eva = operator_named("eva");
  eva.role = core::Role::Technician;
  const core::CommandDevice wish{kButton, core::DeviceCommand::Reset};
  REQUIRE(bench.command({eva, "", AlarmId(), wish}).has_value());
  return adapters::encode_command_notice(bench.all<core::EffectRequested>().back().effect);
}

// The button has been heard, listens to commands, and sleeps.
Connect asleep(ListenerBench& bench) {
  auto connect = named("nordlia/button-1", lasting(""));
  auto button = bench.connected(connect);
  subscribe(button, {to(adapters::command_topic(kButton))});
  CHECK(publish_stored(button, publish(adapters::signal_topic(kButton, true), call(1))) ==
        Reason::Success);
  button.send(Disconnect{});
  CHECK(button.is_closed());
  return connect;
}

TEST_CASE("Varde's own command waits for a device that sleeps, and is concluded by its PUBACK",
          "[listener]") {
  ListenerBench bench({}, small_clients());
  const Connect connect = asleep(bench);
  const std::string wanted = reset_by_technician(bench);

  bench.clock().pass(1min);
  auto button = bench.connected(connect);

  const auto heard = button.expect<Publish>();
  CHECK(heard.topic == adapters::command_topic(kButton));
  CHECK(heard.payload == wanted);
  CHECK(heard.properties.message_expiry_s == 4U * 60U);
  button.send(ack(AckKind::Puback, heard.packet_id));
  CHECK(is_concluded(bench, core::EffectOutcome::Delivered));
}

TEST_CASE("Varde's own command is not sent when its time is over", "[listener]") {
  ListenerBench bench({}, small_clients());
  const Connect connect = asleep(bench);
  CHECK_FALSE(reset_by_technician(bench).empty());

  bench.clock().pass(5min);

  CHECK(is_concluded(bench, core::EffectOutcome::Expired));
  CHECK(bench.connected(connect).is_quiet());
}

}  // namespace
}  // namespace varde::test
