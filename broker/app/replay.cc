#include "broker/app/replay.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>

namespace varde::app {
namespace {

using adapters::Decoded;

// Being decoded and on their way to disk. Few: live messages share the same lanes.
constexpr std::size_t kUnderWay = 32;
constexpr std::size_t kPage = 256;  // Positions read at a time.
constexpr std::uint64_t kProgressEvery = 64;
constexpr std::chrono::milliseconds kNoRoomWait{20};

// Where the threads of the adapters and of the engine hand over to the one that replays.
class Desk {
 public:
  // A place for one message, free again when the last who holds it has gone.
  using Place = std::shared_ptr<void>;

  static Place take(const std::shared_ptr<Desk>& desk) {
    const std::scoped_lock lock(desk->mutex_);
    desk->under_way_ += 1;
    return {desk.get(), [desk](void*) { desk->leave(); }};
  }

  void decoded(LogPosition position, Decoded message, Place place) {
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    decoded_.push_back({position, std::move(message), std::move(place)});
    changed_.notify_all();
  }
  void stored() {
    const std::scoped_lock lock(mutex_);
    stored_ += 1;
  }
  void refused(engine::FieldRefusal why) {
    const std::scoped_lock lock(mutex_);
    refused_ = why;
  }

  struct Answer {
    LogPosition position;
    Decoded decoded;
    Place place;
  };

  // The next that was decoded; none once fewer than `most` are under way, or it is to stop.
  std::optional<Answer> next(std::size_t most, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return !decoded_.empty() || under_way_ < most; });
    if (decoded_.empty()) return std::nullopt;
    Answer answer = std::move(decoded_.front());
    decoded_.pop_front();
    return answer;
  }

  void wait_a_moment(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kNoRoomWait, [&] { return !decoded_.empty(); });
  }

  // From now on what comes is dropped.
  void close() {
    std::deque<Answer> gone;  // Their places go after the lock.
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    gone.swap(decoded_);
  }

  [[nodiscard]] std::uint64_t stored_count() const {
    const std::scoped_lock lock(mutex_);
    return stored_;
  }
  [[nodiscard]] std::optional<engine::FieldRefusal> refusal() const {
    const std::scoped_lock lock(mutex_);
    return refused_;
  }

 private:
  void leave() {
    const std::scoped_lock lock(mutex_);
    under_way_ -= 1;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable_any changed_;
  std::deque<Answer> decoded_;
  bool closed_ = false;
  std::size_t under_way_ = 0;
  std::uint64_t stored_ = 0;
  std::optional<engine::FieldRefusal> refused_;
};

class ReplayReceipt final : public engine::Receipt {
 public:
  ReplayReceipt(std::shared_ptr<Desk> desk, Desk::Place place, std::shared_ptr<void> turn)
      : desk_(std::move(desk)), place_(std::move(place)), turn_(std::move(turn)) {}

 private:
  void on_durable(const engine::Stored& /*stored*/) override { desk_->stored(); }
  void on_refused(engine::FieldRefusal why) override { desk_->refused(why); }

  // Gone with the receipt, the place last.
  std::shared_ptr<Desk> desk_;
  Desk::Place place_;
  std::shared_ptr<void> turn_;
};

bool is_understood(const core::FieldMessage& message) {
  return std::holds_alternative<std::vector<core::Signal>>(message.content);
}

void make_history(core::Content& content) {
  auto* signals = std::get_if<std::vector<core::Signal>>(&content);
  if (signals == nullptr) return;
  for (core::Signal& signal : *signals) signal.history = true;
}

class Run {
 public:
  Run(const eventlog::EventLog& log, engine::Engine& engine, adapters::Decoding& decoding,
      const ReplayOptions& options, Instant now, const std::stop_token& stop)
      : log_(log),
        engine_(engine),
        decoding_(decoding),
        options_(options),
        now_(now),
        stop_(stop),
        end_(log.end()) {}

  Result<ReplayCounts, ReplayError> run() {
    if (auto why = count()) return *std::move(why);
    auto why = go_through();
    if (!why) submit_until(1);
    desk_->close();
    counts_.replayed = desk_->stored_count();
    if (!why) why = obstacle();
    if (why) return *std::move(why);
    tell();
    return counts_;
  }

 private:
  using Obstacle = std::optional<ReplayError>;

  // Calls `each` with the position of every undecoded message, until it meets an obstacle.
  template <class Each>
  Obstacle for_each_position(Each each) const {
    LogPosition from{1};
    for (;;) {
      const auto page = log_.find_undecoded(from, kPage);
      if (page.has_error()) return ReplayError{"the log: " + page.error().detail};
      for (const LogPosition position : *page) {
        if (position > end_) return std::nullopt;
        if (auto why = each(position)) return why;
      }
      if (page->size() < kPage) return std::nullopt;
      from = page->back().next();
    }
  }

  Obstacle count() {
    return for_each_position([this](LogPosition) -> Obstacle {
      all_ += 1;
      return std::nullopt;
    });
  }

  Obstacle go_through() {
    return for_each_position([this](LogPosition position) { return take(position); });
  }

  Obstacle take(LogPosition position) {
    submit_until(kUnderWay);
    if (auto why = obstacle()) return why;
    auto events = log_.read(position, 1);
    if (events.has_error()) return ReplayError{"the log: " + events.error().detail};
    done_ += 1;
    if (done_ % kProgressEvery == 0) tell();
    auto* message = events->empty()
                        ? nullptr
                        : std::get_if<core::MessageUndecodable>(&events->front().event.body);
    if (message == nullptr || (options_.wanted && !options_.wanted(*message))) return std::nullopt;
    counts_.looked_at += 1;
    if (message->raw.payload.size() != message->raw.payload_size) {
      counts_.incomplete += 1;
      return std::nullopt;
    }
    return decode(position, std::move(message->raw));
  }

  Obstacle decode(LogPosition position, core::RawMessage raw) {
    const Desk::Place place = Desk::take(desk_);
    for (;;) {
      // The desk is held by whoever still decodes, also after this has ended.
      auto answer = decoding_.decode(raw, [position, desk = desk_, place](Decoded decoded) {
        desk->decoded(position, std::move(decoded), place);
      });
      if (auto* at_once = std::get_if<Decoded>(&answer)) {
        submit({position, std::move(*at_once), place});
        return std::nullopt;
      }
      if (std::holds_alternative<adapters::DecodedLater>(answer)) return std::nullopt;
      desk_->wait_a_moment(stop_);
      if (auto why = obstacle()) return why;
    }
  }

  // Hands to the engine what is decoded, until fewer than `most` are under way.
  void submit_until(std::size_t most) {
    while (auto answer = desk_->next(most, stop_)) submit(*std::move(answer));
  }

  void submit(Desk::Answer answer) {
    core::FieldMessage& message = answer.decoded.message;
    if (!is_understood(message)) {
      counts_.still += 1;
      return;
    }
    message.replay_of = answer.position;
    message.raw.payload.clear();  // It stands in the log, where `replay_of` says.
    if (now_ - message.raw.received_at > options_.history_after) {
      counts_.as_history += 1;
      make_history(message.content);
      for (core::Report& other : message.others) make_history(other.content);
    }
    engine_.submit({std::move(message),
                    std::make_unique<ReplayReceipt>(desk_, std::move(answer.place),
                                                    std::move(answer.decoded.turn)),
                    {}});
  }

  Obstacle obstacle() const {
    if (stop_.stop_requested()) return ReplayError{"the broker is stopping"};
    const auto refusal = desk_->refusal();
    if (!refusal) return std::nullopt;
    return ReplayError{*refusal == engine::FieldRefusal::StorageLow
                           ? "storage is low: the broker takes no messages"
                           : "the broker is stopping"};
  }

  void tell() const {
    if (options_.progress) options_.progress(done_, all_);
  }

  const eventlog::EventLog& log_;
  engine::Engine& engine_;
  adapters::Decoding& decoding_;
  const ReplayOptions& options_;
  const Instant now_;
  const std::stop_token& stop_;
  const LogPosition end_;
  const std::shared_ptr<Desk> desk_ = std::make_shared<Desk>();
  ReplayCounts counts_;
  std::uint64_t all_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

Result<ReplayCounts, ReplayError> Replay::run(const ReplayOptions& options,
                                              const std::stop_token& stop) {
  return Run(log_, engine_, decoding_, options, clock_.now(), stop).run();
}

}  // namespace varde::app
