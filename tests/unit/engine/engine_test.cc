#include "broker/engine/engine.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <mutex>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/eventually.h"
#include "tests/support/gated_log.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wall_clock.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using engine::CommandAnswer;
using engine::Engine;

std::unique_ptr<eventlog::EventLog> open_log(const TempDir& dir) {
  eventlog::OpenOptions options;
  options.folder = dir.path() / "log";
  options.create = true;
  auto log = eventlog::open_event_log(options);
  REQUIRE(log.has_value());
  return *std::move(log);
}

// What the receipts of one test came to, in the order in which they were settled.
struct Settled {
  struct Entry {
    std::string name;
    bool durable = false;
    LogPosition position;
    engine::Stored stored;
  };
  mutable std::mutex mutex;
  std::vector<Entry> entries;

  void add(Entry entry) {
    const std::lock_guard lock(mutex);
    entries.push_back(std::move(entry));
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex);
    return entries.size();
  }
  [[nodiscard]] Entry at(std::size_t index) const {
    const std::lock_guard lock(mutex);
    return entries.at(index);
  }
};

class TestReceipt : public engine::Receipt {
 public:
  TestReceipt(Settled& settled, std::string name) : settled_(settled), name_(std::move(name)) {}

 private:
  void on_durable(const engine::Stored& stored) override {
    settled_.add({name_, true, stored.durable_up_to, stored});
  }
  void on_refused(engine::FieldRefusal) override { settled_.add({name_, false, {}, {}}); }
  Settled& settled_;
  std::string name_;
};

// A broker's middle: the real log behind a gate, and the engine on it.
struct Bench {
  explicit Bench(engine::Limits limits = {}, Engine::Hooks hooks = {})
      : log(open_log(dir)),
        gated(*log),
        engine(gated, *log->recover(), clock, std::move(hooks), limits) {
    engine.start();
    engine.post(small_register());
  }
  void submit(const std::string& name, SignalKind kind, std::uint64_t sequence) {
    engine.submit({message(device("button-1"), {keyed(signal(kind), sequence)}),
                   std::make_unique<TestReceipt>(settled, name),
                   {}});
  }
  CommandAnswer command(core::Command command) {
    std::promise<CommandAnswer> answer;
    REQUIRE(engine.command(std::move(command),
                           [&](CommandAnswer a) { answer.set_value(std::move(a)); }));
    return answer.get_future().get();
  }

  TempDir dir;
  WallClock clock;
  std::unique_ptr<eventlog::EventLog> log;
  GatedLog gated;
  Settled settled;
  Engine engine;
};

TEST_CASE("a message is acknowledged when its event is on disk, not before", "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.close_gate();

  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.gated.somebody_waits(); }));
  CHECK(bench.settled.size() == 0);

  bench.gated.open_gate();
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  CHECK(bench.settled.at(0).durable);
  CHECK(bench.log->end() >= bench.settled.at(0).position);
}

TEST_CASE("what queued during one sync is committed with one sync", "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.close_gate();
  bench.submit("first", SignalKind::Heartbeat, 1);
  REQUIRE(eventually([&] { return bench.gated.somebody_waits(); }));
  for (std::uint64_t i = 2; i <= 101; ++i) bench.submit("m", SignalKind::Heartbeat, i);
  REQUIRE(eventually([&] { return bench.engine.counters().messages == 101; }));
  const auto commits_before = bench.engine.counters().commits;

  bench.gated.open_gate();

  REQUIRE(eventually([&] { return bench.settled.size() == 101; }));
  CHECK(bench.engine.counters().commits - commits_before == 2);
}

TEST_CASE("a help call is decided before all bulk that was not yet decided", "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.close_gate();
  for (std::uint64_t i = 1; i <= 20'000; ++i) bench.submit("bulk", SignalKind::Heartbeat, i);
  // The core thread stops deciding when too much is not yet on disk.
  const engine::Limits limits;
  REQUIRE(eventually([&] { return bench.engine.counters().messages > limits.undurable_messages; }));
  const std::uint64_t decided_before = bench.engine.counters().messages;
  REQUIRE(bench.engine.counters().waiting_bulk > 19'000);

  bench.submit("call", SignalKind::HelpCall, 30'000);
  bench.gated.open_gate();

  REQUIRE(eventually([&] { return bench.settled.size() == 20'001; }));
  std::size_t place = 0;
  while (bench.settled.at(place).name != "call") ++place;
  CHECK(place <= decided_before);
}

TEST_CASE("a repeated message is acknowledged only when the first is on disk", "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.close_gate();
  bench.submit("first", SignalKind::HelpCall, 1);
  bench.submit("repeat", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.engine.counters().repeated == 1; }));
  CHECK(bench.settled.size() == 0);

  bench.gated.open_gate();

  REQUIRE(eventually([&] { return bench.settled.size() == 2; }));
  CHECK(bench.settled.at(0).name == "first");
  CHECK(bench.settled.at(1).durable);
}

TEST_CASE("a refusal leaves only after what it rests on is on disk", "[engine]") {
  Bench bench;
  bench.engine.post(core::ConnectConsole{operator_named("kari").session, UserId("kari")});
  bench.engine.post(core::ConnectConsole{operator_named("ola").session, UserId("ola")});
  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  bench.gated.close_gate();
  std::promise<CommandAnswer> kari;
  std::promise<CommandAnswer> ola;
  REQUIRE(bench.engine.command({operator_named("kari"), "", AlarmId(1), core::Claim{}},
                               [&](CommandAnswer answer) { kari.set_value(std::move(answer)); }));
  REQUIRE(bench.engine.command({operator_named("ola"), "", AlarmId(1), core::Claim{}},
                               [&](CommandAnswer answer) { ola.set_value(std::move(answer)); }));
  auto refused = ola.get_future();
  REQUIRE(eventually([&] { return bench.engine.counters().refused_commands == 1; }));
  CHECK(refused.wait_for(0s) == std::future_status::timeout);

  bench.gated.open_gate();

  CHECK(kari.get_future().get().has_value());
  CHECK(refused.get().error() == core::Refusal::AlreadyClaimed);
}

TEST_CASE("while storage is low the field is refused and operators are not", "[engine]") {
  Bench bench;
  bench.engine.post(core::ConnectConsole{operator_named("kari").session, UserId("kari")});
  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));

  bench.engine.set_storage_low(true);
  bench.submit("refused", SignalKind::HelpCall, 2);

  REQUIRE(bench.settled.size() == 2);
  CHECK_FALSE(bench.settled.at(1).durable);
  CHECK(bench.command({operator_named("kari"), "", AlarmId(1), core::Claim{}}).has_value());
  bench.engine.set_storage_low(false);
  bench.submit("taken", SignalKind::HelpCall, 2);
  REQUIRE(eventually([&] { return bench.settled.size() == 3; }));
  CHECK(bench.settled.at(2).durable);
}

TEST_CASE("if the log cannot be written the process ends and nothing is acknowledged", "[engine]") {
  std::promise<std::string> stopped;
  std::atomic<bool> once{false};
  Engine::Hooks hooks;
  hooks.fail_stop = [&](const std::string& why) {
    if (!once.exchange(true)) stopped.set_value(why);
  };
  Bench bench({}, std::move(hooks));
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.fail();

  bench.submit("call", SignalKind::HelpCall, 1);

  CHECK_FALSE(stopped.get_future().get().empty());
  CHECK(bench.settled.size() == 0);
}

TEST_CASE("a sender can be told where its message stands and which alarm it raised", "[engine]") {
  Bench bench;

  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  bench.submit("heartbeat", SignalKind::Heartbeat, 2);
  REQUIRE(eventually([&] { return bench.settled.size() == 2; }));
  bench.submit("copy of the call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 3; }));

  const engine::Stored call = bench.settled.at(0).stored;
  CHECK(call.position == LogPosition(2));  // Behind the register.
  CHECK(call.alarm == AlarmId(1));
  CHECK_FALSE(call.known);
  CHECK(bench.settled.at(1).stored.alarm.none());
  CHECK(bench.settled.at(2).stored.position.none());
  CHECK(bench.settled.at(2).stored.alarm == AlarmId(1));
  CHECK(bench.settled.at(2).stored.known);
}

// What the log remembers for links, as text.
std::string remembered(const eventlog::EventLog& log, std::string_view prefix = "") {
  std::string all;
  const auto read =
      log.read_link_records(prefix, [&](std::string_view key, std::string_view value) {
        all += std::string(key) + "=" + std::string(value) + " ";
      });
  REQUIRE(read.has_value());
  return all;
}

TEST_CASE("what a link keeps with a message is on disk when the message is", "[engine]") {
  Bench bench;
  bench.gated.close_gate();
  bench.engine.submit({message(device("button-1"), {signal(SignalKind::HelpCall)}),
                       std::make_unique<TestReceipt>(bench.settled, "call"),
                       {{"mqtt/q/1", "queued"}}});
  REQUIRE(eventually([&] { return bench.gated.somebody_waits(); }));
  CHECK(remembered(*bench.log).empty());

  bench.gated.open_gate();

  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  CHECK(remembered(*bench.log) == "mqtt/q/1=queued ");
}

TEST_CASE("what a link keeps by itself is on disk when it is told so, with no event", "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  std::promise<void> durable;

  bench.engine.keep({{"mqtt/s/a", "session"}, {"other/s/b", "another link's"}}, {});
  bench.engine.keep({{"mqtt/s/c", "session"}}, [&] { durable.set_value(); });
  durable.get_future().get();

  CHECK(remembered(*bench.log, "mqtt/") == "mqtt/s/a=session mqtt/s/c=session ");
  CHECK(bench.log->end() == LogPosition(1));
}

TEST_CASE("what nobody waits for is written with the next commit or at the stop", "[engine]") {
  Bench bench;
  bench.engine.keep({{"mqtt/s/a", "session"}, {"mqtt/s/b", "session"}});
  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  CHECK(remembered(*bench.log) == "mqtt/s/a=session mqtt/s/b=session ");

  bench.engine.keep({{"mqtt/s/a", std::nullopt}});
  bench.engine.stop();

  CHECK(remembered(*bench.log) == "mqtt/s/b=session ");
}

TEST_CASE("a commit that hangs is seen from outside, and is no longer when it is through",
          "[engine]") {
  Bench bench;
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  REQUIRE(eventually([&] { return bench.engine.counters().commit_under_way == 0ms; }));
  bench.gated.close_gate();
  bench.submit("call", SignalKind::HelpCall, 1);

  CHECK(eventually([&] { return bench.engine.counters().commit_under_way >= 20ms; }));

  bench.gated.open_gate();
  CHECK(eventually([&] { return bench.engine.counters().commit_under_way == 0ms; }));
  CHECK(bench.engine.counters().slow_commits == 0);  // Slow is longer than this.
}

TEST_CASE("a full lane makes the sender wait and tells who may not wait", "[engine]") {
  engine::Limits limits;
  limits.lane_messages = 4;
  limits.undurable_messages = 1;
  Bench bench(limits);
  REQUIRE(eventually([&] { return bench.log->end() == LogPosition(1); }));
  bench.gated.close_gate();
  std::uint64_t sequence = 1;
  bool taken = true;
  const auto offer = [&] {
    engine::Submission offered{
        message(device("button-1"), {keyed(signal(SignalKind::Heartbeat), sequence++)}),
        std::make_unique<TestReceipt>(bench.settled, "m"),
        {}};
    taken = bench.engine.try_submit(offered);
    return !taken && offered.receipt != nullptr;
  };
  REQUIRE(eventually(offer));

  auto waiting = std::async(std::launch::async,
                            [&] { bench.submit("patient", SignalKind::Heartbeat, 9'999); });
  bench.gated.open_gate();
  waiting.get();

  REQUIRE(eventually([&] { return bench.engine.counters().waiting_bulk == 0; }));
}

TEST_CASE("an orderly stop commits all that was taken and refuses the rest", "[engine]") {
  Bench bench;
  for (std::uint64_t i = 1; i <= 500; ++i) bench.submit("m", SignalKind::Heartbeat, i);

  bench.engine.stop();
  bench.submit("late", SignalKind::HelpCall, 1'000);

  REQUIRE(bench.settled.size() == 501);
  for (std::size_t i = 0; i < 500; ++i) REQUIRE(bench.settled.at(i).durable);
  CHECK_FALSE(bench.settled.at(500).durable);
  CHECK(bench.log->end() == LogPosition(501));
}

TEST_CASE("the engine's state is what the log recovers to, with and without a snapshot",
          "[engine]") {
  TempDir dir;
  WallClock clock;
  const auto run = [&](std::uint64_t from, std::uint64_t to) {
    const auto log = open_log(dir);
    engine::Limits limits;
    limits.snapshot_events = 100;
    Settled settled;
    Engine engine(*log, *log->recover(), clock, {}, limits);
    engine.start();
    engine.post(small_register());
    for (std::uint64_t i = from; i < to; ++i) {
      engine.submit({message(device("button-1"), {keyed(signal(SignalKind::HelpCall), i)}),
                     std::make_unique<TestReceipt>(settled, "m"),
                     {}});
    }
    engine.stop();
  };
  run(1, 300);
  run(250, 600);  // 50 of them are known already.

  const auto log = open_log(dir);
  const core::State recovered = *log->recover();

  core::State replayed;
  for (LogPosition next(1); next <= log->end();) {
    const auto events = *log->read(next, 100);
    for (const auto& stored : events) replayed = evolve(std::move(replayed), stored.event);
    next = LogPosition(next.value() + events.size());
  }
  CHECK(recovered == replayed);
  CHECK(recovered.alarms.find(PositionId("astrid"), core::AlarmType::HelpCall)->occurrences == 599);
}

TEST_CASE("a call is urgent whichever of a message's devices it is of", "[engine]") {
  core::FieldMessage told = message(device("watch-server"), {signal(SignalKind::Heartbeat)});
  CHECK(engine::lane_of(told) == engine::Lane::Bulk);

  told.others.push_back({device("watch-1"), std::vector{signal(SignalKind::HelpCall)}});

  CHECK(engine::lane_of(told) == engine::Lane::Urgent);
}

TEST_CASE("what a declared rule makes urgent does not wait behind the bulk", "[engine]") {
  const core::FieldMessage exit = message(device("bed"), {signal(SignalKind::BedExit)});
  Bench bench;
  CHECK(bench.engine.lane_for(exit) == engine::Lane::Bulk);

  core::Ruleset rules;
  core::AlarmRule rule;
  rule.id = RuleId("falls-easily");
  rule.match.kinds = {SignalKind::BedExit};
  rule.raise = {core::AlarmType::SupervisionRequested, core::Priority::High, ""};
  rules.rules.push_back(rule);
  bench.engine.post(core::ApplyRules{rules});
  CHECK(eventually([&] { return bench.engine.lane_for(exit) == engine::Lane::Urgent; }));

  rules.rules[0].raise.priority = core::Priority::Medium;
  bench.engine.post(core::ApplyRules{rules});
  CHECK(eventually([&] { return bench.engine.lane_for(exit) == engine::Lane::Bulk; }));
}

TEST_CASE("a broker that never lives long enough for a snapshot takes one at its next start",
          "[engine]") {
  TempDir dir;
  WallClock clock;
  const auto log = open_log(dir);
  std::vector<core::Event> left_behind(100, {clock.now(), std::nullopt, core::BrokerStarted{}});
  REQUIRE(log->append(left_behind, log->end()).has_value());
  REQUIRE(log->snapshot_end().none());
  engine::Limits limits;
  limits.snapshot_events = 100;
  Engine engine(*log, *log->recover(), clock, {}, limits);

  engine.start();
  engine.post(small_register());

  CHECK(eventually([&] { return log->snapshot_end() == LogPosition(101); }));
}

TEST_CASE("committed events are handed over in order before anybody is answered", "[engine]") {
  std::mutex mutex;
  std::vector<std::shared_ptr<const engine::CommittedBatch>> batches;
  Engine::Hooks hooks;
  hooks.committed = [&](std::shared_ptr<const engine::CommittedBatch> batch) {
    const std::lock_guard lock(mutex);
    batches.push_back(std::move(batch));
  };
  Bench bench({}, std::move(hooks));
  for (std::uint64_t i = 1; i <= 100; ++i) bench.submit("m", SignalKind::HelpCall, i);
  REQUIRE(eventually([&] { return bench.settled.size() == 100; }));

  const std::lock_guard lock(mutex);
  LogPosition next(1);
  for (const auto& batch : batches) {
    CHECK(batch->first_position == next);
    next = LogPosition(next.value() + batch->events.size());
  }
  CHECK(next == bench.log->end().next());
}

TEST_CASE("a lost console's claim goes back by the engine's own timer", "[engine]") {
  Bench bench;
  const core::Actor kari = operator_named("kari");
  bench.engine.post(core::ConnectConsole{kari.session, kari.user});
  bench.submit("call", SignalKind::HelpCall, 1);
  REQUIRE(eventually([&] { return bench.settled.size() == 1; }));
  REQUIRE(bench.command({kari, "", AlarmId(1), core::Claim{}}).has_value());

  bench.engine.post(core::LoseConsole{kari.session});

  REQUIRE(eventually([&] {
    const auto history = *bench.log->read_alarm(AlarmId(1), 10);
    if (history.size() < 2) return false;
    const auto& released = history[history.size() - 2].event.body;  // Then it escalates anew.
    return std::holds_alternative<core::ClaimReleased>(released) &&
           std::holds_alternative<core::EscalationRestarted>(history.back().event.body);
  }));
}

}  // namespace
}  // namespace varde::test
