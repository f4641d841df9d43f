// Which devices are there, as the log hears it.
#include <catch2/catch.hpp>

#include "adapters/host/canonical_topic.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using Told = std::vector<std::string>;

const auto kButton = device("button-1");

struct Watched {
  [[nodiscard]] RawMqttClient connect(const std::string& client_id = "") const {
    return bench.connected(named("nordlia/button-1", lasting(client_id)));
  }
  // So long that what would be told has been told.
  void pass(std::chrono::seconds time) {
    bench.clock().pass(time);
    auto mark = bench.connected(named("nordlia/leak-1", hello("mark" + std::to_string(++marks))));
    const std::size_t before = bench.presence(device("leak-1")).size();
    mark.send(Disconnect{});
    CHECK(mark.is_closed());
    CHECK(bench.presence(device("leak-1"), before + 1).size() > before);
  }
  [[nodiscard]] Told told() const { return bench.presence(kButton); }
  [[nodiscard]] Told told(std::size_t count) const { return bench.presence(kButton, count); }

  ListenerBench bench{{}, small_clients()};
  int marks = 0;
};

TEST_CASE("a device that connects is online; lost for a minute it is offline, and that is an alarm",
          "[listener]") {
  Watched watched;
  auto button = watched.connect();
  CHECK(watched.told(1) == Told{"online active"});
  button.hang_up();
  CHECK(eventually([&] { return watched.bench.counters().connected == 0; }));

  watched.bench.clock().pass(59s);
  watched.pass(0s);
  CHECK(watched.told() == Told{"online active"});
  watched.bench.clock().pass(1s);
  CHECK(watched.told(2) == Told{"online active", "offline active"});
  const auto alarms = watched.bench.all<core::AlarmRaised>();
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].type == core::AlarmType::Offline);
  CHECK(alarms[0].device == kButton);

  auto again = watched.connect();
  CHECK(watched.told(3) == Told{"online active", "offline active", "online active"});
  CHECK(watched.bench.all<core::AlarmReturnedToNormal>().size() == 1);
}

TEST_CASE("a device that is back in time was never away, and neither was one taken over",
          "[listener]") {
  Watched watched;
  auto button = watched.connect();
  CHECK(watched.told(1) == Told{"online active"});
  button.hang_up();
  CHECK(eventually([&] { return watched.bench.counters().connected == 0; }));
  watched.bench.clock().pass(59s);
  auto again = watched.connect();
  auto taken = watched.connect();

  watched.pass(1h);

  CHECK(watched.told() == Told{"online active"});
}

TEST_CASE("a device that says goodbye may be asleep: it is offline, and nobody is called",
          "[listener]") {
  Watched watched;
  auto button = watched.connect();
  button.send(Disconnect{});
  CHECK(button.is_closed());

  CHECK(watched.told(2) == Told{"online active", "offline normal"});
  watched.pass(1h);
  CHECK(watched.told(2) == Told{"online active", "offline normal"});
  CHECK(watched.bench.all<core::AlarmRaised>().empty());

  auto again = watched.connect();
  CHECK(watched.told(3) == Told{"online active", "offline normal", "online active"});
}

TEST_CASE("a device with two connections is there while it has one", "[listener]") {
  Watched watched;
  auto first = watched.connect("1");
  auto second = watched.connect("2");
  first.hang_up();
  CHECK(eventually([&] { return watched.bench.counters().connected == 1; }));
  watched.pass(1h);
  CHECK(watched.told() == Told{"online active"});

  second.hang_up();
  CHECK(eventually([&] { return watched.bench.counters().connected == 0; }));
  watched.bench.clock().pass(1h);
  CHECK(watched.told(2) == Told{"online active", "offline active"});
}

TEST_CASE("after a restart the devices have a minute to come back", "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  const bool back = GENERATE(true, false);
  Watched watched;
  auto button = watched.connect();
  CHECK(watched.told(1) == Told{"online active"});

  (watched.bench.*what)();
  if (back) button = watched.connect();
  watched.bench.clock().pass(60s);

  if (back) {
    watched.pass(1h);
    CHECK(watched.told() == Told{"online active"});
  } else {
    CHECK(watched.told(2) == Told{"online active", "offline active"});
  }
}

TEST_CASE("who was offline before a restart is not told so again", "[listener]") {
  Watched watched;
  auto button = watched.connect();
  button.send(Disconnect{});
  CHECK(button.is_closed());
  CHECK(watched.told(2).size() == 2);

  watched.bench.restart();
  watched.pass(1h);

  CHECK(watched.told() == Told{"online active", "offline normal"});
}

TEST_CASE("what storage had no room for is told later", "[listener]") {
  Watched watched;
  watched.bench.engine().set_storage_low(true);
  auto button = watched.connect();
  CHECK(button.is_quiet());
  CHECK(watched.told().empty());

  watched.bench.engine().set_storage_low(false);

  CHECK(watched.told(1) == Told{"online active"});
}

TEST_CASE("trusted clients are no devices", "[listener]") {
  Watched watched;
  auto control = watched.bench.connected(named("control", hello("")));
  control.hang_up();

  watched.pass(1h);

  for (const auto& received : watched.bench.all<core::MessageReceived>()) {
    CHECK(received.device == device("leak-1"));
  }
}

}  // namespace
}  // namespace varde::test
