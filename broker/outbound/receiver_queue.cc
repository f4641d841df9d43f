#include "broker/outbound/receiver_queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "broker/base/assert.h"

namespace varde::outbound {

bool ReceiverQueue::add(const core::Effect& effect, core::Priority priority, Instant now) {
  if (waiting_.contains(effect.id)) return true;
  if (waiting_.size() >= kLargest) {
    counters_.failed += 1;
    return false;
  }
  waiting_.emplace(effect.id, Waiting{effect, priority, now, now, 0, false});
  counters_.waiting = waiting_.size();
  return true;
}

bool ReceiverQueue::may_start(Instant now) const {
  if (unreachable_ == 0) return under_way_ < kUnderWay;
  return under_way_ == 0 && rests_until_ <= now;
}

// A thousand at the most: looking through them costs less than keeping a second order right.
std::optional<core::Effect> ReceiverQueue::next(Instant now) {
  if (!may_start(now)) return std::nullopt;
  Waiting* best = nullptr;
  const auto rank = [](const Waiting& one) {
    return std::tuple(one.priority, one.attempts, one.effect.id);
  };
  for (auto& [id, one] : waiting_) {
    if (one.under_way || one.next_at > now || one.effect.expires_at <= now) continue;
    if (best == nullptr || rank(one) < rank(*best)) best = &one;
  }
  if (best == nullptr) return std::nullopt;
  best->under_way = true;
  best->attempts += 1;
  under_way_ += 1;
  return best->effect;
}

void ReceiverQueue::remove(EffectId effect) {
  const auto found = waiting_.find(effect);
  VARDE_ASSERT(found != waiting_.end());
  if (found->second.under_way) under_way_ -= 1;
  waiting_.erase(found);
  counters_.waiting = waiting_.size();
}

void ReceiverQueue::taken(EffectId effect, Instant now) {
  remove(effect);
  counters_.sent += 1;
  counters_.succeeded_at = now;
  failures_ = 0;
  unreachable_ = 0;
  last_failure_.clear();
}

void ReceiverQueue::note_failure(std::string why) {
  failures_ += 1;
  last_failure_ = std::move(why);
}

// It answers, if only to say no: the others need not wait.
void ReceiverQueue::refused(EffectId effect, std::string why) {
  remove(effect);
  counters_.failed += 1;
  note_failure(std::move(why));
  unreachable_ = 0;
}

void ReceiverQueue::failed(EffectId effect, std::string why, double jitter, Instant now) {
  const auto found = waiting_.find(effect);
  VARDE_ASSERT(found != waiting_.end() && found->second.under_way);
  Waiting& one = found->second;
  one.under_way = false;
  under_way_ -= 1;
  note_failure(std::move(why));
  unreachable_ += 1;
  one.next_at = now + wait_after(one.attempts, retry_, jitter);
  rests_until_ = now + wait_after(unreachable_, retry_, jitter);
}

void ReceiverQueue::dropped(EffectId effect) {
  remove(effect);
  counters_.expired += 1;
}

std::vector<EffectId> ReceiverQueue::expire(Instant now) {
  std::vector<EffectId> expired;
  for (const auto& [id, one] : waiting_) {
    if (!one.under_way && one.effect.expires_at <= now) expired.push_back(id);
  }
  for (const EffectId id : expired) dropped(id);
  return expired;
}

std::optional<Instant> ReceiverQueue::next_at() const {
  std::optional<Instant> soonest;
  const auto note = [&](Instant at) { soonest = soonest ? std::min(*soonest, at) : at; };
  const bool full = under_way_ >= (unreachable_ == 0 ? kUnderWay : 1);
  for (const auto& [id, one] : waiting_) {
    if (told_.value_or(true)) note(one.since + kOldestUnwell);
    if (one.under_way) continue;
    note(one.effect.expires_at);
    if (!full) note(unreachable_ == 0 ? one.next_at : std::max(one.next_at, rests_until_));
  }
  return soonest;
}

std::optional<HealthNews> ReceiverQueue::news(Instant now) {
  const bool late = std::ranges::any_of(
      waiting_, [&](const auto& one) { return now - one.second.since >= kOldestUnwell; });
  if (late || failures_ >= kFailuresUnwell) {
    if (told_ == false) return std::nullopt;
    told_ = false;
    return HealthNews{false, last_failure_.empty() ? "it does not keep up" : last_failure_};
  }
  const bool succeeded = counters_.succeeded_at.has_value() && failures_ == 0;
  if (!succeeded || told_ == true) return std::nullopt;
  told_ = true;
  return HealthNews{true, {}};
}

}  // namespace varde::outbound
