// The broker without threads: the real lanes, decider, committer and event log, turned by hand.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/engine/committer.h"
#include "broker/engine/decider.h"
#include "broker/engine/lanes.h"
#include "broker/eventlog/event_log.h"
#include "tests/sim/world_clock.h"
#include "tests/support/power_cut_fs.h"

namespace varde::test::sim {

class SimBroker {
 public:
  struct Hooks {
    std::function<void(const core::Effect&)> run_effect;
    std::function<void()> started;  // It is up, and its register is posted.
    std::function<void()> stopped;  // It is down: crashed, or ended because its log failed.
    std::function<void(const std::string&)> violated;
  };

  // `site` is what it reads from its configuration at every start.
  SimBroker(WorldClock& clock, Draw& draw, const std::filesystem::path& folder,
            std::vector<core::Input> site, Hooks hooks);
  ~SimBroker();

  [[nodiscard]] bool is_up() const { return process_ != nullptr; }
  // Up, and all that it decided is durable.
  [[nodiscard]] bool is_at_rest() const;
  // Counts the starts: what was begun in one life does not reach into the next.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  [[nodiscard]] const core::State& state() const;
  // What is durable, folded one by one as it was committed.
  [[nodiscard]] const core::State& durable() const { return shadow_; }
  [[nodiscard]] const eventlog::EventLog& log() const;
  // By its own clock, which may be wrong.
  [[nodiscard]] Instant now() const { return clock_.now() + clock_error_; }

  void start();
  // The process dies and the machine with it: what was not synced may be gone.
  void crash();
  void step_clock(Duration by) { clock_error_ += by; }
  void fail_next_sync() { disk_.fail_next_sync(); }

  // Nothing happens while it is down.
  void submit(core::FieldMessage message, std::unique_ptr<engine::Receipt> receipt);
  void command(core::Command command, std::function<void(engine::CommandAnswer)> answer);
  void post(core::Input input);

 private:
  struct Process;

  void work_soon();
  void decide_one();
  void decide(engine::Work work);
  void commit_soon();
  void commit();
  void tick_when_due();
  void die();
  void check_recovery(const core::State& recovered);

  WorldClock& clock_;
  Draw& draw_;
  const std::filesystem::path folder_;
  const std::vector<core::Input> site_;
  const Hooks hooks_;
  PowerCutDisk disk_;
  std::uint64_t life_ = 0;
  Duration clock_error_{0};
  core::State shadow_;
  std::vector<core::Event> attempted_;  // Of a commit whose sync failed: there, or not.
  std::unique_ptr<Process> process_;
};

}  // namespace varde::test::sim
