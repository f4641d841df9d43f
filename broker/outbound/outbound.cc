#include "broker/outbound/outbound.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "broker/base/assert.h"
#include "broker/base/overload.h"
#include "broker/outbound/email.h"
#include "broker/outbound/mqtt_notice.h"
#include "broker/outbound/sms.h"
#include "broker/outbound/webhook.h"

namespace varde::outbound {
namespace {

using core::EffectOutcome;

// The longest wait without a look at the queues; an expiry is never told later than this.
constexpr std::chrono::milliseconds kLongestWait{1'000};

constexpr const char* kNotWanted = "no longer needed";
constexpr const char* kTooLate = "it could not be delivered in time";

}  // namespace

std::string idempotency_key(const std::string& log_id, EffectId effect) {
  return "varde-" + log_id + "-" + std::to_string(effect.value());
}

class Outbound::Impl {
 public:
  Impl(OutboundOptions options, const Clock& clock, OutboundHooks hooks)
      : options_(std::move(options)),
        clock_(clock),
        hooks_(std::move(hooks)),
        transfers_(options_.limits) {
    for (const Receiver& receiver : options_.receivers) {
      const bool is_new =
          lines_.try_emplace(receiver.id, Line{&receiver, ReceiverQueue(options_.retry)}).second;
      VARDE_ASSERT(is_new);
      counters_[receiver.id] = {};
    }
  }

  ~Impl() { stop(); }

  void start() {
    thread_ = std::thread([this] {
      while (!stopping_) turn();
    });
  }

  void stop() {
    stopping_ = true;
    transfers_.wake();
    if (thread_.joinable()) thread_.join();
  }

  void run(const core::Effect& effect) {
    {
      const std::scoped_lock lock(mutex_);
      arrived_.push_back(effect);
    }
    transfers_.wake();
  }

  [[nodiscard]] std::map<ReceiverId, ReceiverCounters> counters() const {
    const std::scoped_lock lock(mutex_);
    return counters_;
  }

 private:
  struct Line {
    const Receiver* receiver;
    ReceiverQueue queue;
  };

  void turn() {
    take_arrived();
    for (auto& [id, line] : lines_) {
      start_due(line);
      tell_health(line);
    }
    note_counters();
    transfers_.run(next_wait());
  }

  void take_arrived() {
    std::vector<core::Effect> arrived;
    {
      const std::scoped_lock lock(mutex_);
      arrived.swap(arrived_);
    }
    for (const core::Effect& effect : arrived) take(effect);
  }

  void take(const core::Effect& effect) {
    const auto& notify = std::get<core::Notify>(effect.what);
    const auto line = lines_.find(notify.receiver);
    if (line == lines_.end()) {
      return conclude(effect.id, EffectOutcome::Failed,
                      "the configuration has no receiver \"" + notify.receiver.str() + "\"");
    }
    const auto known = hooks_.look_up(notify.alarm);
    // A reminder is about no alarm, and waits behind what is.
    const auto priority = known ? known->priority : core::Priority::Low;
    if (line->second.queue.add(effect, priority, clock_.now())) return;
    conclude(effect.id, EffectOutcome::Failed, "too many are waiting");
  }

  void start_due(Line& line) {
    for (const EffectId late : line.queue.expire(clock_.now())) {
      conclude(late, EffectOutcome::Expired, why_late(line));
    }
    while (const auto effect = line.queue.next(clock_.now())) attempt(line, *effect);
  }

  static std::string why_late(const Line& line) {
    const std::string& why = line.queue.last_failure();
    return why.empty() ? kTooLate : std::string(kTooLate) + ": " + why;
  }

  void attempt(Line& line, const core::Effect& effect) {
    const auto told = told_of(effect);
    if (!told) {
      line.queue.dropped(effect.id);
      return conclude(effect.id, EffectOutcome::Expired, kNotWanted);
    }
    const Receiver& receiver = *line.receiver;
    std::visit(
        Overload{
            [&](const MqttTopic& how) { answered(line, effect, publish(receiver, how, *told)); },
            [&](const SmsGateway& how) { send(line, effect, make_request(receiver, how, *told)); },
            [&](const auto& how) {
              send(line, effect, make_request(receiver, how, *told, clock_.now()));
            }},
        receiver.how);
  }

  // None: the alarm is not what anybody has to be told of any more.
  std::optional<Told> told_of(const core::Effect& effect) const {
    const auto& notify = std::get<core::Notify>(effect.what);
    Told told;
    told.key = idempotency_key(options_.log_id, effect.id);
    told.text = notify.text;
    told.address = notify.address;
    told.person = notify.person.str();
    told.step = notify.step;
    told.round = notify.round;
    told.expires_at = effect.expires_at;
    if (notify.alarm.none()) return told;
    auto known = hooks_.look_up(notify.alarm);
    if (!known || !known->wanted) return std::nullopt;
    told.alarm = *std::move(known);
    return told;
  }

  Answer publish(const Receiver& receiver, const MqttTopic& how, const Told& told) const {
    // A retained message is to stay; another is of no use when the notification is not.
    const Expiry expiry = how.retain ? Expiry() : Expiry(told.expires_at);
    std::string why = hooks_.publish(how.link, make_publish(receiver, how, told), expiry);
    if (why.empty()) return {Verdict::Taken, {}};
    return {Verdict::Later, std::move(why)};
  }

  void send(Line& line, const core::Effect& effect, const Result<Request, NotMade>& request) {
    if (request.has_error()) return answered(line, effect, request.error());
    transfers_.start(
        *request, [this, &line, effect](const Answer& answer) { answered(line, effect, answer); });
  }

  void answered(Line& line, const core::Effect& effect, const Answer& answer) {
    switch (answer.verdict) {
      case Verdict::Taken:
        line.queue.taken(effect.id, clock_.now());
        return conclude(effect.id, EffectOutcome::Delivered, {});
      case Verdict::Refused:
        line.queue.refused(effect.id, answer.why);
        return conclude(effect.id, EffectOutcome::Failed, answer.why);
      case Verdict::Later:
        return line.queue.failed(effect.id, answer.why, options_.jitter(), clock_.now());
    }
  }

  void tell_health(Line& line) {
    auto news = line.queue.news(clock_.now());
    if (!news) return;
    hooks_.report(
        {core::HealthSubject::Receiver, line.receiver->id.str(), news->well, std::move(news->why)});
  }

  void conclude(EffectId effect, EffectOutcome outcome, std::string why) {
    hooks_.conclude({effect, outcome, std::move(why)});
  }

  void note_counters() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, line] : lines_) counters_[id] = line.queue.counters();
  }

  [[nodiscard]] std::chrono::milliseconds next_wait() const {
    const Instant now = clock_.now();
    Duration wait = kLongestWait;
    for (const auto& [id, line] : lines_) {
      if (const auto at = line.queue.next_at()) wait = std::min(wait, *at - now);
    }
    return std::max(std::chrono::milliseconds(0),
                    std::chrono::ceil<std::chrono::milliseconds>(wait));
  }

  const OutboundOptions options_;
  const Clock& clock_;
  const OutboundHooks hooks_;
  std::map<ReceiverId, Line> lines_;  // On the thread only, but for the making.
  mutable std::mutex mutex_;          // Guards the two below.
  std::vector<core::Effect> arrived_;
  std::map<ReceiverId, ReceiverCounters> counters_;
  std::atomic<bool> stopping_{false};
  Transfers transfers_;  // Gone before the lines that its calls touch.
  std::thread thread_;
};

Outbound::Outbound(OutboundOptions options, const Clock& clock, OutboundHooks hooks)
    : impl_(std::make_unique<Impl>(std::move(options), clock, std::move(hooks))) {}
Outbound::~Outbound() = default;
void Outbound::start() { impl_->start(); }
void Outbound::stop() { impl_->stop(); }
void Outbound::run(const core::Effect& effect) { impl_->run(effect); }
std::map<ReceiverId, ReceiverCounters> Outbound::counters() const { return impl_->counters(); }

}  // namespace varde::outbound
