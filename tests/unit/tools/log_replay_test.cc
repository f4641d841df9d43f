// `varde rules replay`: the stored log decided again.
#include "tools/varde/log_replay.h"

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/temp_dir.h"
#include "tests/support/world.h"
#include "tools/varde/simulated_core.h"

namespace varde::cli {
namespace {

using namespace std::chrono_literals;
using core::SignalKind;
using test::at;
using test::device;

// An evening in the small municipality, told to a core and then stored.
class Evening {
 public:
  Evening()
      : core_(core::State(), at(0s), [this](const auto& event) { events_.push_back(event); }) {
    core_.give(core::StartBroker{"test", {LinkId("mosquitto")}});
    core_.give(core::ChangeLink{LinkId("mosquitto"), true, "", false});
    core_.give(test::small_register());
    core_.give(core::ConnectConsole{test::operator_named("kari").session, UserId("kari"),
                                    core::Role::Operator});
  }

  void wait(Duration duration) { core_.pass_until(core_.now() + duration); }
  void send(const core::DeviceRef& from, SignalKind kind,
            core::SignalState state = core::SignalState::Active) {
    core_.give(test::message(from, {test::signal(kind, state)}));
  }
  template <class Act>
  void act(const char* position, core::AlarmType type, Act act) {
    const auto* alarm = core_.state().alarms.find(PositionId(position), type);
    REQUIRE(alarm != nullptr);
    core_.give(core::Command{test::operator_named("kari"), "", alarm->id, std::move(act)});
  }
  void resolve(const char* position, core::AlarmType type) {
    act(position, type, core::Claim{});
    act(position, type, core::Resolve{core::Outcome::Assisted, "Was there."});
  }

  LogReplay again(Instant from, std::optional<core::Ruleset> rules = {}) {
    const test::TempDir folder;
    eventlog::OpenOptions open;
    open.folder = folder.path() / "log";
    open.create = true;
    const auto log = eventlog::open_event_log(open);
    REQUIRE(log.has_value());
    const auto stored = (*log)->append(events_, LogPosition());
    REQUIRE(stored.has_value());
    LogReplayOptions options;
    options.from = from;
    options.rules = std::move(rules);
    const auto replay = replay_log(**log, options);
    REQUIRE(replay.has_value());
    return *replay;
  }

 private:
  std::vector<core::Event> events_;
  SimulatedCore core_;
};

core::Ruleset silence_of(const char* position, SignalKind kind) {
  core::AlarmRule rule;
  rule.id = RuleId("silence");
  rule.match.kinds = {kind};
  rule.match.positions = {PositionId(position)};
  core::Ruleset rules;
  rules.version = "new";
  rules.rules = {rule};
  return rules;
}

}  // namespace

TEST_CASE("with the same rules the same alarms are raised again, also after resolutions",
          "[tools]") {
  Evening evening;
  evening.send(device("button-1"), SignalKind::HelpCall);
  evening.wait(2min);
  evening.resolve("astrid", core::AlarmType::HelpCall);
  evening.wait(10min);
  evening.send(device("button-1"), SignalKind::HelpCall);
  evening.send(device("leak-1"), SignalKind::WaterLeak);
  evening.wait(1min);

  const auto replay = evening.again(at(0s));

  CHECK(replay.messages == 3);
  CHECK(replay.same == 3);
  CHECK(replay.only_then.empty());
  CHECK(replay.only_now.empty());
}

TEST_CASE("only what came after the beginning is decided again", "[tools]") {
  Evening evening;
  evening.send(device("button-1"), SignalKind::HelpCall);
  evening.wait(1h);
  evening.send(device("leak-1"), SignalKind::WaterLeak);

  const auto replay = evening.again(at(30min));

  CHECK(replay.messages == 1);
  CHECK(replay.same == 1);
  CHECK(replay.only_now.empty());
}

TEST_CASE("what other rules would have raised, and what not, is told apart", "[tools]") {
  Evening evening;
  evening.send(device("leak-1"), SignalKind::WaterLeak);
  evening.wait(1min);
  evening.send(device("button-1"), SignalKind::HelpCall);

  const auto replay = evening.again(at(0s), silence_of("hall", SignalKind::WaterLeak));

  CHECK(replay.rules_version == "new");
  CHECK(replay.same == 1);
  REQUIRE(replay.only_then.size() == 1);
  CHECK(replay.only_then[0].alarm.type == core::AlarmType::WaterLeak);
  CHECK(replay.only_now.empty());
}

}  // namespace varde::cli
