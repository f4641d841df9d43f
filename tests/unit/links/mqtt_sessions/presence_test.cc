#include "broker/links/mqtt/presence.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;

const core::DeviceRef kDoor{MunicipalityId("nordlia"), DeviceId("door-1")};
constexpr Instant kStart{std::chrono::hours(1)};

// What the core would be told: "online", "offline", "goodbye".
struct Told {
  Presence presence{60s, [this](core::FieldMessage message, std::function<void(bool)> done) {
                      CHECK(message.device == kDoor);
                      const auto& signal =
                          std::get<std::vector<core::Signal>>(message.content).front();
                      const bool goodbye = signal.state == core::SignalState::Normal;
                      const bool online = signal.kind == core::SignalKind::Online;
                      words.push_back(online ? "online" : goodbye ? "goodbye" : "offline");
                      if (answers) {
                        done(stored);
                      } else {
                        waiting = std::move(done);
                      }
                    }};
  std::vector<std::string> words;
  bool stored = true;
  bool answers = true;
  std::function<void(bool)> waiting;
};
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a device that connects is online, and is told so once", "[mqtt]") {
  Told told;

  told.presence.connected(kDoor, false);
  told.presence.connected(kDoor, false);  // A second connection of the same device.
  told.presence.look(kStart + 120s);

  CHECK(told.words == Words{"online"});
  CHECK(told.presence.online() == 1);
}

TEST_CASE("a lost device is offline when the grace time is over, and not before", "[mqtt]") {
  Told told;
  told.presence.connected(kDoor, false);

  told.presence.lost(kDoor, "silent", kStart);
  told.presence.look(kStart + 59s);
  CHECK(told.words == Words{"online"});

  told.presence.look(kStart + 60s);
  CHECK(told.words == Words{"online", "offline"});
}

TEST_CASE("a device that is back within the grace time was never away", "[mqtt]") {
  Told told;
  told.presence.connected(kDoor, false);
  told.presence.lost(kDoor, "silent", kStart);

  told.presence.connected(kDoor, false);
  told.presence.look(kStart + 120s);

  CHECK(told.words == Words{"online"});
}

TEST_CASE("a device that says goodbye is not missed", "[mqtt]") {
  Told told;
  told.presence.connected(kDoor, false);

  told.presence.said_goodbye(kDoor);
  told.presence.look(kStart + 120s);

  CHECK(told.words == Words{"online", "goodbye"});
  CHECK(told.presence.online() == 0);
}

TEST_CASE("a device that was online before a restart has the grace time to come back", "[mqtt]") {
  Told told;
  told.presence.expect(kDoor, kStart);

  SECTION("it comes back") {
    told.presence.connected(kDoor, false);
    told.presence.look(kStart + 60s);
    CHECK(told.words.empty());
  }
  SECTION("it does not") {
    told.presence.look(kStart + 60s);
    CHECK(told.words == Words{"offline"});
  }
}

TEST_CASE("what was not taken is told again", "[mqtt]") {
  Told told;
  told.stored = false;
  told.presence.connected(kDoor, false);
  REQUIRE(told.words == Words{"online"});

  told.stored = true;
  told.presence.look(kStart);
  told.presence.look(kStart);

  CHECK(told.words == Words{"online", "online"});
}

TEST_CASE("what changes while the last word is under way is told after it", "[mqtt]") {
  Told told;
  told.answers = false;
  told.presence.connected(kDoor, false);
  told.presence.said_goodbye(kDoor);
  REQUIRE(told.words == Words{"online"});

  told.answers = true;
  told.waiting(true);
  told.presence.look(kStart);

  CHECK(told.words == Words{"online", "goodbye"});
}

}  // namespace varde::links::mqtt
