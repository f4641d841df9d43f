#include "broker/links/response_outbox.h"

#include <utility>

namespace varde::links {

void ResponseOutbox::add(core::Effect effect, Instant now) {
  if (size() >= kLargest) {
    hooks_.conclude({effect.id, core::EffectOutcome::Failed, "too many notices are waiting"});
    return;
  }
  waiting_.push_back(std::move(effect));
  send_waiting(now);
}

void ResponseOutbox::open(Instant now) {
  open_ = true;
  send_waiting(now);
}

void ResponseOutbox::close() {
  open_ = false;
  for (auto it = sent_.rbegin(); it != sent_.rend(); ++it) waiting_.push_front(it->second);
  sent_.clear();
}

void ResponseOutbox::published(std::uint64_t effect, const std::string& failure, Instant now) {
  if (sent_.erase(effect) == 0) return;
  const auto outcome =
      failure.empty() ? core::EffectOutcome::Delivered : core::EffectOutcome::Failed;
  hooks_.conclude({EffectId(effect), outcome, failure});
  send_waiting(now);
}

void ResponseOutbox::expire(Instant now) {
  const auto expired = [&](const core::Effect& effect) {
    if (effect.expires_at > now) return false;
    hooks_.conclude(
        {effect.id, core::EffectOutcome::Expired, "the external broker did not take it"});
    return true;
  };
  std::erase_if(waiting_, expired);
  std::erase_if(sent_, [&](const auto& entry) { return expired(entry.second); });
}

void ResponseOutbox::send_waiting(Instant now) {
  expire(now);
  while (open_ && !waiting_.empty() && sent_.size() < kWindow) {
    const auto id = waiting_.front().id.value();
    const auto& effect = sent_.insert_or_assign(id, std::move(waiting_.front())).first->second;
    waiting_.pop_front();
    hooks_.send(effect);
  }
}

}  // namespace varde::links
