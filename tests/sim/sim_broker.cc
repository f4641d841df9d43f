#include "tests/sim/sim_broker.h"

#include <algorithm>
#include <utility>

#include "broker/base/plant.h"
#include "broker/core/decide.h"
#include "broker/eventlog/rocksdb_event_log.h"

namespace varde::test::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSnapshotEvents = 150;

}  // namespace

// All that dies with the process.
struct SimBroker::Process {
  Process(std::unique_ptr<eventlog::EventLog> opened, core::State state,
          const engine::Engine::Hooks& engine_hooks)
      : log(std::move(opened)),
        hooks(engine_hooks),
        lanes(engine::Limits{}),
        decider(std::move(state), log->snapshot_end(), kSnapshotEvents),
        committer(*log, hooks, [this](std::shared_ptr<const core::State> taken) {
          // Like the engine, whose snapshots are taken beside the commits, and may be lost.
          snapshot_failed = log->put_snapshot(*taken).has_error();
        }) {}

  std::unique_ptr<eventlog::EventLog> log;
  engine::Engine::Hooks hooks;
  engine::Lanes lanes;
  engine::Decider decider;
  engine::Committer committer;
  std::deque<engine::Decided> decided;
  std::optional<Instant> tick_at;
  bool deciding = false;    // A turn of the core is on the agenda.
  bool committing = false;  // A turn of the writer is.
  bool failed = false;      // The log has: the process ends.
  bool snapshot_failed = false;
};

SimBroker::SimBroker(WorldClock& clock, Draw& draw, const std::filesystem::path& folder,
                     std::vector<core::Input> site, Hooks hooks)
    : clock_(clock),
      draw_(draw),
      folder_(folder),
      site_(std::move(site)),
      hooks_(std::move(hooks)),
      disk_(folder) {}

SimBroker::~SimBroker() = default;

bool SimBroker::is_at_rest() const { return process_ && process_->decided.empty(); }
const core::State& SimBroker::state() const { return process_->decider.state(); }
const eventlog::EventLog& SimBroker::log() const { return *process_->log; }

void SimBroker::start() {
  ++life_;
  eventlog::OpenOptions options;
  options.folder = folder_;
  options.create = true;
  options.sync = !planted(Plant::SyncLeftOut);
  options.seams = disk_.seams();
  options.seams.opened_often = true;
  const bool disk_fails = disk_.will_fail_sync();
  auto log = eventlog::open_event_log(options);
  if (log.has_error() && disk_fails && !disk_.will_fail_sync()) return die();  // And tries again.
  if (log.has_error()) return hooks_.violated("the log does not open: " + log.error().detail);
  auto state = (*log)->recover();
  if (state.has_error()) return hooks_.violated("it does not recover: " + state.error().detail);
  check_recovery(*state);

  engine::Engine::Hooks engine_hooks;
  engine_hooks.committed = [this](std::shared_ptr<const engine::CommittedBatch> batch) {
    for (const core::Event& event : batch->events) core::fold(shadow_, event);
  };
  engine_hooks.run_effect = hooks_.run_effect;
  engine_hooks.fail_stop = [this](const std::string&) { process_->failed = true; };
  process_ = std::make_unique<Process>(*std::move(log), *std::move(state), engine_hooks);
  for (const core::Input& input : site_) post(input);
  hooks_.started();
}

// What comes back is what was durable; of a commit whose sync failed, all or nothing.
void SimBroker::check_recovery(const core::State& recovered) {
  if (recovered.log_end != shadow_.log_end) {
    for (const core::Event& event : attempted_) core::fold(shadow_, event);
  }
  attempted_.clear();
  if (recovered != shadow_) {
    hooks_.violated("the recovered state, at " + std::to_string(recovered.log_end.value()) +
                    ", is not the one before, at " + std::to_string(shadow_.log_end.value()));
  }
}

void SimBroker::crash() {
  if (process_) die();
}

void SimBroker::die() {
  disk_.cut();
  process_.reset();
  disk_.come_back(draw_.number(0, ~std::uint64_t{0} - 1));
  hooks_.stopped();
}

void SimBroker::submit(core::FieldMessage message, std::unique_ptr<engine::Receipt> receipt) {
  if (!process_) return;
  const engine::Lane lane = engine::lane_of(message, core::urgent_kinds(state().rules));
  engine::Work work{std::move(message), std::move(receipt), {}};
  if (!process_->lanes.try_push(lane, engine::bytes_of(work.input), work))
    return hooks_.violated("there is no room in the lanes");
  work_soon();
}

void SimBroker::command(core::Command command, std::function<void(engine::CommandAnswer)> answer) {
  if (!process_) return;
  engine::Work work{std::move(command), engine::CommandCallback(std::move(answer)), {}};
  if (!process_->lanes.try_push(engine::Lane::Urgent, engine::bytes_of(work.input), work))
    return hooks_.violated("there is no room in the lanes");
  work_soon();
}

void SimBroker::post(core::Input input) {
  if (!process_) return;
  process_->lanes.push_own({std::move(input), engine::DurableCallback{}, {}});
  work_soon();
}

// The core's turn comes within milliseconds: time enough for more to arrive, or for a crash.
void SimBroker::work_soon() {
  if (process_->deciding) return;
  process_->deciding = true;
  clock_.after(draw_.time(0us, 3ms), [this, life = life_] {
    if (process_ && life == life_) decide_one();
  });
}

void SimBroker::decide_one() {
  process_->deciding = false;
  auto work = process_->lanes.pop();
  if (!work) return;
  decide(*std::move(work));
  if (process_ && !process_->lanes.empty()) work_soon();
}

void SimBroker::decide(engine::Work work) {
  process_->decided.push_back(process_->decider.decide(std::move(work), now()));
  commit_soon();
  tick_when_due();
}

void SimBroker::commit_soon() {
  if (process_->committing) return;
  process_->committing = true;
  clock_.after(draw_.time(100us, 5ms), [this, life = life_] {
    if (process_ && life == life_) commit();
  });
}

void SimBroker::commit() {
  process_->committing = false;
  engine::Batch batch;
  const auto most = draw_.number(1, 16);
  while (!process_->decided.empty() && batch.decided.size() < most) {
    batch.decided.push_back(std::move(process_->decided.front()));
    process_->decided.pop_front();
  }
  for (const engine::Decided& decided : batch.decided)
    attempted_.insert(attempted_.end(), decided.events.begin(), decided.events.end());
  process_->committer.commit(std::move(batch));
  if (process_->snapshot_failed) process_->failed = true;
  if (process_->failed) return die();  // Fail-stop: nothing of this batch was settled.
  attempted_.clear();
  if (!process_->decided.empty()) commit_soon();
}

void SimBroker::tick_when_due() {
  const auto next = core::next_wakeup(process_->decider.state());
  if (!next || next == process_->tick_at) return;
  process_->tick_at = next;
  const Duration wait = std::max<Duration>(*next - now(), 0us) + draw_.time(0us, 20ms);
  clock_.after(wait, [this, life = life_, at = *next] {
    if (!process_ || life != life_ || process_->tick_at != at) return;
    process_->tick_at.reset();
    decide({core::Tick{}, engine::DurableCallback{}, {}});
  });
}

}  // namespace varde::test::sim
