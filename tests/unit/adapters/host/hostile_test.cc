// What a hostile codec can do to the broker: lose its own messages, which are kept.
#include <catch2/catch.hpp>
#include <map>

#include "tests/unit/adapters/codec/hostile_scripts.h"
#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using adapters::samples::kHostile;
using core::DecodeFailureKind;

constexpr const char* kButton =
    "function normalize(m) { return [{kind: 'help_call', state: 'active'}]; }";
constexpr const char* kEndless = "function normalize() { for (;;) {} }";

}  // namespace

TEST_CASE("what a hostile codec was sent is kept as undecoded, and a help call beside it is heard",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  std::map<std::string, std::string> name_of;  // By topic.
  for (const auto& hostile : kHostile) {
    const std::string id = "hostile-" + std::to_string(name_of.size());
    setup.adapters.push_back(own_adapter(dir, id, hostile.script));
    name_of[id + "/d"] = hostile.name;
  }
  setup.adapters.push_back(own_adapter(dir, "help", kButton));
  setup.devices = {vendor_device("button-1", "help", "kari", "button")};
  HostBench bench(std::move(setup));

  for (const auto& [topic, name] : name_of) REQUIRE(bench.send(topic, "payload of " + name));
  REQUIRE(bench.send("help/kari", "press"));
  const auto answers = bench.wait_for(name_of.size() + 1);

  std::size_t heard = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const core::FieldMessage& message = answers[i];
    CAPTURE(name_of[message.raw.topic]);
    if (message.raw.topic == "help/kari") {
      CHECK(signals_of(message)[0].kind == SignalKind::HelpCall);
      heard = i;
      continue;
    }
    CHECK(failure_of(message) == DecodeFailureKind::CodecStopped);
    CHECK(message.raw.payload == "payload of " + name_of[message.raw.topic]);
  }
  // The bulk lane took seconds; the call did not wait for it.
  CHECK(heard < answers.size() / 2);
  CHECK(bench.changes().empty());
}

TEST_CASE("a codec reaches no file, network, process, timer or module", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(
      dir, "snoop",
      "function normalize(m) { const found = [];"
      " for (const name of ['require', 'process', 'std', 'os', 'bjson', 'fetch', 'XMLHttpRequest',"
      "   'WebSocket', 'Deno', 'Bun', 'setTimeout', 'setInterval', 'setImmediate',"
      "   'queueMicrotask', 'WebAssembly', 'Worker', 'SharedArrayBuffer', 'importScripts',"
      "   'scriptArgs', 'loadScript', 'performance', 'navigator', 'localStorage', 'gc', 'print'])"
      "   if (typeof globalThis[name] !== 'undefined') found.push(name);"
      " return [{kind: 'heartbeat', state: 'active', text: found.join()}]; }")};
  HostBench bench(std::move(setup));
  CHECK(signals_of(bench.decode("snoop/d", "x"))[0].text.empty());
}

TEST_CASE("a codec that tries is a codec that throws: its message is kept as undecoded",
          "[adapter_host]") {
  const auto* const attempt =
      GENERATE("require('fs').readFileSync('/etc/passwd', 'utf8')", "process.env.HOME",
               "std.open('/etc/passwd', 'r')", "os.open('/', 0)", "fetch('http://127.0.0.1/')",
               "new WebSocket('ws://127.0.0.1/')", "setTimeout(() => {}, 1)",
               "new SharedArrayBuffer(1 << 20)", "importScripts('x')");
  CAPTURE(attempt);
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(
      dir, "tries",
      "function normalize(m) { return [{kind: 'heartbeat', state: 'active', text: String(" +
          std::string(attempt) + ")}]; }")};
  HostBench bench(std::move(setup));

  const auto message = bench.decode("tries/d", "kept");

  CHECK(failure_of(message) == DecodeFailureKind::Malformed);
  CHECK(message.raw.payload == "kept");
}

TEST_CASE("a codec's clock, zone and chance are the message's", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(
      dir, "clock",
      "function normalize(m) { const until = Date.now() + 20; let n = 0;"
      " while (Date.now() < until && n < 1000) n++;"
      " return [{kind: 'heartbeat', state: 'active', text: [new Date().toISOString(), n,"
      "   new Date().getTimezoneOffset(), Math.random()].join()}]; }")};
  HostBench bench(std::move(setup));
  const auto text = [&](const std::string& payload) {
    return signals_of(bench.decode(arrived("clock/d", payload, at(90s))))[0].text;
  };

  const std::string first = text("a");

  CHECK(first.starts_with("2026-01-01T00:01:30.000Z,1000,0,"));
  CHECK(text("a") == first);
  CHECK(text("b") != first);
}

TEST_CASE("prototypes that one adapter tampers with are another's no more", "[adapter_host]") {
  const auto* const tampering =
      GENERATE("Object.prototype.kind = 'fire'; Array.prototype.map = Array.prototype.push = null;",
               "JSON.parse = JSON.stringify = () => 'forged';",
               "for (const n of Object.getOwnPropertyNames(globalThis)) try { delete "
               "globalThis[n]; } catch (e) {}",
               "Object.defineProperty(Object.prototype, 'state', {get() { return 'active'; }});");
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {
      own_adapter(dir, "tampers",
                  "function normalize() { " + std::string(tampering) + " return []; }"),
      vendor_adapter("zigbee2mqtt")};
  HostBench bench(std::move(setup));

  (void)bench.decode("tampers/d", "x");  // Its own answer may be what it likes.
  const auto message = bench.decode("zigbee2mqtt/cellar", R"({"water_leak":false,"battery":90})");

  REQUIRE(signals_of(message).size() == 2);
  CHECK(signals_of(message)[0].kind == SignalKind::WaterLeak);
  CHECK(signals_of(message)[0].state == SignalState::Normal);
}

TEST_CASE("after three stops in a row an adapter is out of use and its messages are kept at once",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "bad", kEndless), own_adapter(dir, "help", kButton)};
  HostBench bench(std::move(setup));

  for (int i = 0; i < 4; ++i) {
    CAPTURE(i);
    const auto message = bench.decode("bad/d", std::to_string(i));
    CHECK(failure_of(message) ==
          (i < 3 ? DecodeFailureKind::CodecStopped : DecodeFailureKind::Quarantined));
    CHECK(message.raw.payload == std::to_string(i));
  }

  CHECK(bench.host().counters().bulk.calls == 3);
  REQUIRE(bench.changes().size() == 1);
  CHECK(bench.changes()[0].adapter == AdapterId("bad"));
  CHECK(bench.changes()[0].quarantined);
  CHECK(signals_of(bench.decode("help/kari", "press")).size() == 1);
}

TEST_CASE("when an adapter goes out of use, its calls that wait do not hold up the lane",
          "[adapter_host]") {
  // Given a hundred devices of a hostile adapter that speak at once, each its own order.
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "bad", kEndless), own_adapter(dir, "good", kButton)};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 100; ++i) REQUIRE(bench.send("bad/" + std::to_string(i), "x"));
  REQUIRE(bench.send("good/d", "x"));

  const auto answers = bench.wait_for(101);

  std::map<DecodeFailureKind, int> count;
  for (const auto& message : answers) count[failure_of(message)] += 1;
  // Three stops, and the call that the worker had begun by then.
  CHECK(count[DecodeFailureKind::CodecStopped] == 4);
  CHECK(count[DecodeFailureKind::Quarantined] == 96);
  CHECK(count[DecodeFailureKind::Unspecified] == 1);
  CHECK(bench.changes().size() == 1);
}

TEST_CASE("an adapter whose script cannot be evaluated is out of use after three messages",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "broken", "function normalize( {")};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 3; ++i) (void)bench.decode("broken/d", "x");
  CHECK(failure_of(bench.decode("broken/d", "x")) == DecodeFailureKind::Quarantined);
}

TEST_CASE("an adapter that only throws stays in use", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "throws", "function normalize() { throw 1; }")};
  HostBench bench(std::move(setup));
  for (int i = 0; i < 6; ++i) {
    CHECK(failure_of(bench.decode("throws/d", "x")) == DecodeFailureKind::Malformed);
  }
  CHECK(bench.changes().empty());
}

}  // namespace varde::test
