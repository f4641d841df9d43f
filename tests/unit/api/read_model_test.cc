#include "broker/api/read_model.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using api::ReadModel;

// A world whose decisions reach a read model.
struct Shown {
  World world;
  ReadModel model{world.state(), "log-1"};

  std::vector<AlarmId> fold(const core::Decision& decision) {
    std::vector<AlarmId> changed;
    REQUIRE(model.fold(model.position().next(), decision.events, changed));
    return changed;
  }
  std::vector<AlarmId> send(const core::DeviceRef& from, SignalKind kind) {
    return fold(world.send(from, kind));
  }
  AlarmId raise_and_resolve() {
    send(device("button-1"), SignalKind::HelpCall);
    const AlarmId id = world.alarm("astrid", core::AlarmType::HelpCall).id;
    fold(*world.ask("kari", id, core::Claim{}));
    fold(*world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}));
    world.pass(20s);
    return id;
  }
  [[nodiscard]] boost::json::object row(AlarmId id) const {
    return boost::json::parse(*model.row(id)).as_object();
  }
};

void sit_down(Shown& shown) {
  shown.fold(shown.world.give(core::ConnectConsole{SessionId("console-of-kari"), UserId("kari")}));
}

TEST_CASE("a row tells whom the alarm is about, from the register", "[api]") {
  Shown shown;
  shown.send(device("button-1"), SignalKind::HelpCall);

  const auto row = shown.row(AlarmId(1));

  CHECK(row.at("name").as_string() == "Astrid Lien");
  CHECK(row.at("municipality_name").as_string() == "Nordlia");
  CHECK(row.at("type").as_string() == "help_call");
  CHECK(row.at("device_type").as_string() == "safety alarm");
  CHECK(row.at("response").as_string() == "queued");
  CHECK(row.at("registered").as_bool());
}

TEST_CASE("a device in no register is named by its id", "[api]") {
  Shown shown;
  shown.send(device("stranger"), SignalKind::HelpCall);

  const core::Alarm* alarm =
      shown.model.state().alarms.find(shown.model.state().alarms.queue().begin()->id);
  const auto row = shown.row(alarm->id);

  CHECK(row.at("name").as_string() == "stranger");
  CHECK_FALSE(row.at("registered").as_bool());
}

TEST_CASE("a link that is down is named as a link", "[api]") {
  Shown shown;
  shown.fold(shown.world.give(core::ChangeLink{LinkId("mosquitto"), false, "refused"}));
  shown.world.wait(11s);
  shown.fold(shown.world.give(core::Tick{}));

  const auto row = shown.row(AlarmId(1));

  CHECK(row.at("type").as_string() == "link_down");
  CHECK(row.at("name").as_string() == "link/mosquitto");
  CHECK(row.at("registered").as_bool());
}

TEST_CASE("a change makes a new row, no change keeps the old one", "[api]") {
  Shown shown;
  shown.send(device("button-1"), SignalKind::HelpCall);
  const auto before = shown.model.row(AlarmId(1));
  CHECK(shown.model.row(AlarmId(1)) == before);

  shown.fold(*shown.world.ask("kari", AlarmId(1), core::Acknowledge{}));

  CHECK(shown.model.row(AlarmId(1)) != before);
  CHECK(shown.row(AlarmId(1)).at("acknowledged_by").as_string() == "kari");
}

TEST_CASE("a changed register changes the rows of its alarms and no others", "[api]") {
  Shown shown;
  shown.send(device("button-1"), SignalKind::HelpCall);
  shown.send(device("button-1", "sorvik"), SignalKind::HelpCall);
  core::ApplyRegister wanted = small_register();
  wanted.positions[0].phone = "+47 900 00 000";

  const auto changed = shown.fold(shown.world.give(wanted));

  CHECK(changed == std::vector{AlarmId(1)});
  CHECK(shown.row(AlarmId(1)).at("phone").as_string() == "+47 900 00 000");
}

TEST_CASE("a resolved alarm is still found, with how it ended", "[api]") {
  Shown shown;
  sit_down(shown);

  const AlarmId id = shown.raise_and_resolve();

  REQUIRE(shown.model.find(id) != nullptr);
  CHECK(shown.model.find(id)->outcome == core::Outcome::Assisted);
  CHECK(shown.row(id).at("response").as_string() == "resolved");
  CHECK(shown.model.state().alarms.find(id) == nullptr);
}

TEST_CASE("of the resolved alarms the newest thousand are kept", "[api]") {
  Shown shown;
  sit_down(shown);
  const AlarmId first = shown.raise_and_resolve();
  const AlarmId second = shown.raise_and_resolve();
  for (std::size_t i = 2; i < api::kResolvedKept; ++i) shown.raise_and_resolve();
  REQUIRE(shown.model.find(first) != nullptr);

  shown.raise_and_resolve();

  CHECK(shown.model.find(first) == nullptr);
  CHECK(shown.model.row(first) == nullptr);
  CHECK(shown.model.find(second) != nullptr);
}

TEST_CASE("what changed since a position is known, each alarm once", "[api]") {
  Shown shown;
  const LogPosition start = shown.model.position();
  shown.send(device("button-1"), SignalKind::HelpCall);
  const LogPosition middle = shown.model.position();
  shown.send(device("smoke-1"), SignalKind::Smoke);
  shown.fold(*shown.world.ask("kari", AlarmId(2), core::Acknowledge{}));

  CHECK(shown.model.changed_since(start) == std::vector{AlarmId(1), AlarmId(2)});
  CHECK(shown.model.changed_since(middle) == std::vector{AlarmId(2)});
  CHECK(shown.model.changed_since(shown.model.position()) == std::vector<AlarmId>{});
}

TEST_CASE("what changed since a position too old or still to come is not known", "[api]") {
  Shown shown;
  const LogPosition start = shown.model.position();
  shown.send(device("button-1"), SignalKind::HelpCall);

  CHECK_FALSE(shown.model.changed_since(LogPosition(start.value() - 1)).has_value());
  CHECK_FALSE(shown.model.changed_since(shown.model.position().next()).has_value());

  shown.fold(*shown.world.ask("kari", AlarmId(1), core::Acknowledge{}));
  for (std::size_t i = 0; i < api::kChangesKept; ++i) {
    shown.send(device("button-1"), SignalKind::HelpCall);
    shown.world.wait(11s);
  }
  CHECK_FALSE(shown.model.changed_since(start).has_value());
}

TEST_CASE("events that are known already are skipped, missing ones are noticed", "[api]") {
  Shown shown;
  const LogPosition first = shown.model.position().next();
  const auto call = shown.world.send(device("button-1"), SignalKind::HelpCall);
  shown.fold(call);
  const LogPosition end = shown.model.position();

  std::vector<AlarmId> changed;
  CHECK(shown.model.fold(first, call.events, changed));
  CHECK(changed.empty());
  CHECK(shown.model.position() == end);
  CHECK_FALSE(shown.model.fold(end.next().next(), call.events, changed));
  CHECK(shown.model.position() == end);
}

}  // namespace
}  // namespace varde::test
