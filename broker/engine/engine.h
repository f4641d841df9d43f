// The shell around the core: input in, decide, append, wait until durable, and only then
// acknowledge, publish and run effects.
//
// One core thread decides and evolves; one writer thread commits everything that queued while the
// last sync ran. Between all stages stand bounded queues with an urgent and a bulk lane; urgent is
// always served first. The core may run ahead of the log; nothing leaves before its commit, not
// even a refusal, so that nobody hears of what may yet be lost.
//
// Fail-stop: if the log cannot be written, the process ends at once without acknowledging.
// Thread safety: all of Engine may be called from any thread, but not from within its own callbacks
// where it says that it may wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/decide.h"
#include "broker/core/input.h"
#include "broker/core/rules.h"
#include "broker/core/state.h"
#include "broker/engine/receipt.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

enum class Lane : std::uint8_t { Urgent, Bulk };

// Critical and high, by Varde's own rules or by a declared one (`urgent`): urgent. What could not
// be decoded is bulk: a flood of it must not delay a call.
[[nodiscard]] Lane lane_of(const core::FieldMessage& message, const core::SignalKinds& urgent = {});

struct Limits {
  std::size_t lane_messages = 32'768;         // Waiting to be decided, per lane.
  std::size_t lane_bytes = 64 * 1024 * 1024;  // Of payload, per lane.
  std::size_t batch_messages = 256;           // Per commit.
  std::size_t batch_bytes = 1024 * 1024;   // Of events, per commit; one larger message goes alone.
  std::size_t undurable_messages = 512;    // Decided, not yet on disk: then deciding waits.
  std::uint64_t snapshot_events = 50'000;  // Between two snapshots.
};

// A commit that takes this long is worth waking somebody: nothing is acknowledged meanwhile. A sync
// takes milliseconds; a disk that tidies itself up, a second at most.
inline constexpr std::chrono::milliseconds kSlowCommit{2'000};

// The durable events of one commit, in order, for read models. Their positions are
// first_position, first_position + 1, ...
struct CommittedBatch {
  LogPosition first_position;
  std::vector<core::Event> events;
};

// What a command came to, once durable.
struct CommandDone {
  LogPosition log_end;  // Durable up to here.
  AlarmId alarm;
};
using CommandAnswer = Result<CommandDone, core::Refusal>;

// Counters since start; for /metrics and the tests.
struct Counters {
  std::uint64_t messages = 0;  // Field messages decided.
  std::uint64_t repeated = 0;  // Of them, known already.
  std::uint64_t undecodable = 0;
  std::uint64_t refused_storage = 0;
  std::uint64_t commands = 0;
  std::uint64_t refused_commands = 0;
  std::uint64_t events = 0;
  std::uint64_t commits = 0;
  std::uint64_t slow_commits = 0;                 // Of them, longer than kSlowCommit.
  std::chrono::milliseconds commit_under_way{0};  // How long by now; 0 while there is none.
  std::size_t waiting_urgent = 0;                 // Now, in the lanes.
  std::size_t waiting_bulk = 0;
};

// One message from the field on its way in.
struct Submission {
  core::FieldMessage message;
  std::unique_ptr<Receipt> receipt;           // Empty: nobody waits for an answer.
  std::vector<eventlog::LinkRecord> records;  // Written in the same commit as the message.
};

class Engine {
 public:
  struct Hooks {
    // Called on the writer thread after each commit, before the receipts of that commit are
    // settled. Must not block: hand over and return.
    std::function<void(std::shared_ptr<const CommittedBatch>)> committed;

    // Starts an effect; called on the writer thread, must not block. Whoever runs it says how it
    // ended by submitting ConcludeEffect.
    std::function<void(const core::Effect&)> run_effect;

    // Ends the process. The default writes one line to standard error and calls _Exit(70).
    std::function<void(const std::string& why)> fail_stop;
  };

  // `state` is what the log recovers to. The log and the clock outlive the engine.
  Engine(eventlog::EventLog& log, core::State state, const Clock& clock, Hooks hooks,
         Limits limits = {});
  ~Engine();  // As stop().
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start();

  // Decides and commits everything that was taken, settles it, takes a snapshot, joins the threads.
  void stop();

  // Takes one message from the field, waiting while its lane is full (back-pressure to the sender).
  // The receipt is settled exactly once, from the writer thread. Refuses at once while storage is
  // low or the engine is stopping.
  void submit(Submission submission);

  // The same for callers that may not wait: false, with nothing taken, if the lane is full.
  [[nodiscard]] bool try_submit(Submission& submission);

  // The lane that `message` waits in, by the rules as they are now.
  [[nodiscard]] Lane lane_for(const core::FieldMessage& message) const;

  // Writes what a link must remember, beside the next commit. `durable` is called on the writer
  // thread when it is on disk; empty: it may be lost in a crash, and is written when there is a
  // commit anyway, at the latest with the 1,024th that waits so or at the stop. In the order of the
  // calls, before the records of messages. Never refused; bounded where it comes from.
  void keep(std::vector<eventlog::LinkRecord> records, std::function<void()> durable = {});

  // Takes a command of a person. False if the lane is full or the engine is stopping. `answer` is
  // called once, on the writer thread, after the outcome is durable; it must not block.
  [[nodiscard]] bool command(core::Command command, std::function<void(CommandAnswer)> answer);

  // Takes an input of the broker itself: StartBroker, ApplyRegister, ChangeLink, ConnectConsole,
  // LoseConsole, LogOut, ConcludeEffect. Never refused and never counted against the lanes: each of
  // these is bounded where it comes from. `durable` may be empty.
  void post(core::Input input, std::function<void(LogPosition)> durable = {});

  // While true, field messages are refused; commands are taken, from the reserve.
  void set_storage_low(bool low);
  [[nodiscard]] bool storage_low() const;

  [[nodiscard]] Counters counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::engine
