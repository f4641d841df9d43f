#include "broker/engine/engine.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <variant>

#include "broker/base/assert.h"
#include "broker/core/rules.h"
#include "broker/engine/decider.h"
#include "broker/engine/lanes.h"
#include "broker/engine/writer.h"

namespace varde::engine {
namespace {

// So many inputs are decided before timers get their turn.
constexpr int kInputsPerTurn = 64;

// A deadline that a Tick does not move must not make the timer spin.
constexpr Duration kShortestWait = std::chrono::milliseconds(20);

// Exit code of a fail-stop: EX_SOFTWARE of sysexits.h. The service manager starts the broker again.
constexpr int kFailStopExit = 70;

void end_process(const std::string& why) {
  std::fprintf(stderr, "varde: stopping at once: %s\n", why.c_str());
  std::_Exit(kFailStopExit);
}

}  // namespace

Lane lane_of(const core::FieldMessage& message, const core::SignalKinds& urgent) {
  const auto is_urgent = [&](const core::Content& content) {
    const auto* signals = std::get_if<std::vector<core::Signal>>(&content);
    return signals != nullptr && core::urgency(*signals, urgent) <= core::Priority::High;
  };
  const bool any = is_urgent(message.content) ||
                   std::ranges::any_of(message.others, is_urgent, &core::Report::content);
  return any ? Lane::Urgent : Lane::Bulk;
}

class Engine::Impl {
 public:
  Impl(eventlog::EventLog& log, core::State state, const Clock& clock, Hooks hooks, Limits limits)
      : clock_(clock),
        hooks_(with_defaults(std::move(hooks))),
        limits_(limits),
        decider_(std::move(state), log.snapshot_end(), limits.snapshot_events),
        lanes_(limits),
        writer_(log, hooks_, limits),
        timer_(io_),
        work_(io_.get_executor()) {
    VARDE_ASSERT(decider_.state().log_end == log.end());
    note_urgent_kinds();
  }

  void start() {
    writer_.start();
    core_thread_ = std::thread([this] { io_.run(); });
    wake();
  }

  void stop() {
    if (!core_thread_.joinable()) return;
    lanes_.close();
    boost::asio::post(io_, [this] { finish(); });
    core_thread_.join();
    writer_.stop();
  }

  void submit(Submission submission) {
    if (storage_low_) return refuse_storage(std::move(submission.receipt));
    const Lane lane = lane_for(submission.message);
    Work work = to_work(std::move(submission));
    if (lanes_.push(lane, bytes_of(work.input), work)) return wake();
    refuse_stopping(std::move(std::get<std::unique_ptr<Receipt>>(work.completion)));
  }

  bool try_submit(Submission& submission) {
    if (storage_low_) {
      refuse_storage(std::move(submission.receipt));
      return true;
    }
    const Lane lane = lane_for(submission.message);
    Work work = to_work(std::move(submission));
    if (lanes_.try_push(lane, bytes_of(work.input), work)) {
      wake();
      return true;
    }
    submission = {std::move(std::get<core::FieldMessage>(work.input)),
                  std::move(std::get<std::unique_ptr<Receipt>>(work.completion)),
                  std::move(work.records)};
    if (!lanes_.closed()) return false;
    refuse_stopping(std::move(submission.receipt));
    return true;
  }

  [[nodiscard]] Lane lane_for(const core::FieldMessage& message) const {
    return lane_of(message, core::SignalKinds(urgent_kinds_));
  }

  void keep(std::vector<eventlog::LinkRecord> records, std::function<void()> durable) {
    writer_.keep({std::move(records), std::move(durable)});
  }

  bool command(core::Command command, CommandCallback answer) {
    Work work{std::move(command), std::move(answer), {}};
    if (!lanes_.try_push(Lane::Urgent, bytes_of(work.input), work)) return false;
    wake();
    return true;
  }

  void post(core::Input input, DurableCallback durable) {
    lanes_.push_own({std::move(input), std::move(durable), {}});
    wake();
  }

  void set_storage_low(bool low) { storage_low_ = low; }
  [[nodiscard]] bool storage_low() const { return storage_low_; }

  [[nodiscard]] Counters counters() const {
    Counters counters;
    counters.messages = decider_.messages();
    counters.repeated = decider_.repeated();
    counters.undecodable = decider_.undecodable();
    counters.refused_storage = refused_storage_;
    counters.commands = decider_.commands();
    counters.refused_commands = decider_.refused_commands();
    counters.events = writer_.events();
    counters.commits = writer_.commits();
    counters.slow_commits = writer_.slow_commits();
    counters.commit_under_way = writer_.commit_under_way();
    counters.waiting_urgent = lanes_.waiting(Lane::Urgent);
    counters.waiting_bulk = lanes_.waiting(Lane::Bulk);
    return counters;
  }

 private:
  static Hooks with_defaults(Hooks hooks) {
    if (!hooks.fail_stop) hooks.fail_stop = end_process;
    return hooks;
  }

  static Work to_work(Submission submission) {
    return {std::move(submission.message), std::move(submission.receipt),
            std::move(submission.records)};
  }

  void refuse_storage(std::unique_ptr<Receipt> receipt) {
    refused_storage_ += 1;
    if (receipt) refuse(std::move(receipt), FieldRefusal::StorageLow);
  }

  static void refuse_stopping(std::unique_ptr<Receipt> receipt) {
    if (receipt) refuse(std::move(receipt), FieldRefusal::Stopping);
  }

  // Sees to it that the core thread has a turn; any thread.
  void wake() {
    if (!turn_posted_.exchange(true)) boost::asio::post(io_, [this] { take_turn(); });
  }

  void take_turn() {
    turn_posted_ = false;  // Before looking: what comes from now on posts its own turn.
    for (int i = 0; i < kInputsPerTurn; ++i) {
      std::optional<Work> work = lanes_.pop();
      if (!work) return set_timer();
      decide(*std::move(work));
    }
    set_timer();
    wake();
  }

  void decide(Work work) {
    const bool rules = std::holds_alternative<core::ApplyRules>(work.input);
    writer_.put(decider_.decide(std::move(work), clock_.now()));
    if (rules) note_urgent_kinds();
  }

  // For the threads that take messages: the rules are the core thread's.
  void note_urgent_kinds() {
    urgent_kinds_ = core::urgent_kinds(decider_.state().rules).to_ullong();
  }

  void set_timer() {
    const auto next = core::next_wakeup(decider_.state());
    if (next == timer_at_) return;
    timer_at_ = next;
    timer_.cancel();
    if (!next) return;
    timer_.expires_after(std::max(*next - clock_.now(), kShortestWait));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      timer_at_.reset();
      decide({core::Tick{}, DurableCallback{}, {}});
      set_timer();
    });
  }

  // The last turn: everything that was taken is decided; then a snapshot, so that the next start is
  // short.
  void finish() {
    while (std::optional<Work> work = lanes_.pop()) decide(*std::move(work));
    writer_.put(decider_.last());
    timer_.cancel();
    work_.reset();
    io_.stop();
  }

  const Clock& clock_;
  const Hooks hooks_;
  const Limits limits_;

  // Core thread only.
  Decider decider_;
  std::optional<Instant> timer_at_;

  Lanes lanes_;
  Writer writer_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer timer_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread core_thread_;

  std::atomic<bool> turn_posted_{false};
  std::atomic<bool> storage_low_{false};
  std::atomic<std::uint64_t> urgent_kinds_{0};  // As core::SignalKinds.
  std::atomic<std::uint64_t> refused_storage_{0};
};

Engine::Engine(eventlog::EventLog& log, core::State state, const Clock& clock, Hooks hooks,
               Limits limits)
    : impl_(std::make_unique<Impl>(log, std::move(state), clock, std::move(hooks), limits)) {}

Engine::~Engine() { stop(); }

void Engine::start() { impl_->start(); }
void Engine::stop() { impl_->stop(); }

void Engine::submit(Submission submission) { impl_->submit(std::move(submission)); }

bool Engine::try_submit(Submission& submission) { return impl_->try_submit(submission); }

Lane Engine::lane_for(const core::FieldMessage& message) const { return impl_->lane_for(message); }

void Engine::keep(std::vector<eventlog::LinkRecord> records, std::function<void()> durable) {
  impl_->keep(std::move(records), std::move(durable));
}

bool Engine::command(core::Command command, std::function<void(CommandAnswer)> answer) {
  return impl_->command(std::move(command), std::move(answer));
}

void Engine::post(core::Input input, std::function<void(LogPosition)> durable) {
  impl_->post(std::move(input), std::move(durable));
}

void Engine::set_storage_low(bool low) { impl_->set_storage_low(low); }
bool Engine::storage_low() const { return impl_->storage_low(); }
Counters Engine::counters() const { return impl_->counters(); }

}  // namespace varde::engine
