#include "broker/links/mqtt/delivery_queue.h"

#include <algorithm>
#include <utility>

namespace varde::links::mqtt {
namespace {

// What a delivery takes beside its message.
constexpr std::size_t kOverheadBytes = 128;

std::size_t bytes_of(const Delivery& delivery) {
  if (delivery.message == nullptr) return kOverheadBytes;
  return delivery.message->topic.size() + delivery.message->payload.size() + kOverheadBytes;
}

bool is_under_way(const Delivery& delivery) {
  return delivery.state == Delivery::State::Sent || delivery.state == Delivery::State::Released;
}

// The half of QoS 2 that has begun must be ended, or the client would wait for it for ever.
bool may_be_dropped(const Delivery& delivery) {
  if (delivery.message == nullptr || !delivery.message->expires_at) return false;
  return !delivery.sent_before || delivery.qos != Qos::ExactlyOnce;
}

bool is_over(const Delivery& delivery, Instant now) {
  return may_be_dropped(delivery) && *delivery.message->expires_at <= now;
}

}  // namespace

const Delivery* DeliveryQueue::add(MessagePtr message, Qos qos, bool retain,
                                   std::vector<std::uint32_t> subscription_ids, EffectId effect) {
  Delivery delivery;
  delivery.message = std::move(message);
  const std::size_t bytes = bytes_of(delivery);
  if (deliveries_.size() >= limits_.messages || bytes_ + bytes > limits_.bytes) return nullptr;
  delivery.sequence = ++newest_;
  delivery.packet_id = free_packet_id();
  delivery.qos = qos;
  delivery.retain = retain;
  delivery.subscription_ids = std::move(subscription_ids);
  delivery.effect = effect;
  bytes_ += bytes;
  note_expiry(delivery);
  by_packet_id_[delivery.packet_id] = delivery.sequence;
  return &deliveries_.emplace_hint(deliveries_.end(), delivery.sequence, std::move(delivery))
              ->second;
}

void DeliveryQueue::commit(std::uint64_t sequence) {
  const auto found = deliveries_.find(sequence);
  if (found == deliveries_.end() || found->second.state != Delivery::State::Uncommitted) return;
  found->second.state = Delivery::State::Waiting;
  waiting_.push_back(sequence);
}

void DeliveryQueue::drop(std::uint64_t sequence) {
  const auto found = deliveries_.find(sequence);
  if (found != deliveries_.end()) take(found);
}

const Delivery* DeliveryQueue::send_next(Instant now, std::size_t window,
                                         std::vector<std::uint64_t>& dropped) {
  while (!waiting_.empty() && under_way_ < window) {
    const auto found = deliveries_.find(waiting_.front());
    waiting_.pop_front();
    if (found == deliveries_.end()) continue;
    if (is_over(found->second, now)) {
      dropped.push_back(take(found).sequence);
      continue;
    }
    found->second.state = Delivery::State::Sent;
    under_way_ += 1;
    return &found->second;
  }
  return nullptr;
}

std::optional<Delivery> DeliveryQueue::on_puback(std::uint16_t packet_id) {
  const auto found = find(packet_id, Qos::AtLeastOnce, Delivery::State::Sent);
  if (found == deliveries_.end()) return std::nullopt;
  return take(found);
}

const Delivery* DeliveryQueue::on_pubrec(std::uint16_t packet_id) {
  auto found = find(packet_id, Qos::ExactlyOnce, Delivery::State::Sent);
  if (found == deliveries_.end())
    found = find(packet_id, Qos::ExactlyOnce, Delivery::State::Released);
  if (found == deliveries_.end()) return nullptr;
  Delivery& delivery = found->second;
  bytes_ -= bytes_of(delivery);
  delivery.message.reset();
  bytes_ += bytes_of(delivery);
  delivery.state = Delivery::State::Released;
  return &delivery;
}

std::optional<Delivery> DeliveryQueue::on_pubrec_error(std::uint16_t packet_id) {
  const auto found = find(packet_id, Qos::ExactlyOnce, Delivery::State::Sent);
  if (found == deliveries_.end()) return std::nullopt;
  return take(found);
}

std::optional<Delivery> DeliveryQueue::on_pubcomp(std::uint16_t packet_id) {
  const auto found = find(packet_id, Qos::ExactlyOnce, Delivery::State::Released);
  if (found == deliveries_.end()) return std::nullopt;
  return take(found);
}

std::vector<Delivery> DeliveryQueue::on_disconnect() {
  std::vector<Delivery> of_effects;
  std::vector<std::uint64_t> again;
  for (auto at = deliveries_.begin(); at != deliveries_.end();) {
    const auto here = at++;
    Delivery& delivery = here->second;
    if (!delivery.effect.none()) {
      of_effects.push_back(take(here));
    } else if (delivery.state == Delivery::State::Sent) {
      delivery.state = Delivery::State::Waiting;
      delivery.sent_before = true;
      note_expiry(delivery);
      under_way_ -= 1;
      again.push_back(delivery.sequence);
    }
  }
  waiting_.insert(waiting_.begin(), again.begin(), again.end());
  return of_effects;
}

std::vector<std::uint16_t> DeliveryQueue::released() const {
  std::vector<std::uint16_t> packet_ids;
  for (const auto& [sequence, delivery] : deliveries_) {
    if (delivery.state == Delivery::State::Released) packet_ids.push_back(delivery.packet_id);
  }
  return packet_ids;
}

std::vector<std::uint64_t> DeliveryQueue::expire(Instant now) {
  if (!first_expiry_ || *first_expiry_ > now) return {};
  first_expiry_.reset();
  std::vector<std::uint64_t> dropped;
  for (auto at = deliveries_.begin(); at != deliveries_.end();) {
    const auto here = at++;
    const bool waits = here->second.state == Delivery::State::Waiting;
    if (waits && is_over(here->second, now)) {
      dropped.push_back(take(here).sequence);
    } else {
      note_expiry(here->second);
    }
  }
  std::erase_if(waiting_, [&](std::uint64_t sequence) { return !deliveries_.contains(sequence); });
  return dropped;
}

bool DeliveryQueue::restore(Delivery delivery) {
  if (delivery.packet_id == 0 || by_packet_id_.contains(delivery.packet_id)) return false;
  const std::uint64_t sequence = delivery.sequence;
  newest_ = std::max(newest_, sequence);
  newest_packet_id_ = delivery.packet_id;
  bytes_ += bytes_of(delivery);
  note_expiry(delivery);
  by_packet_id_[delivery.packet_id] = sequence;
  if (is_under_way(delivery)) {
    under_way_ += 1;
  } else {
    delivery.state = Delivery::State::Waiting;
    waiting_.push_back(sequence);
  }
  deliveries_.emplace(sequence, std::move(delivery));
  return true;
}

std::vector<std::uint64_t> DeliveryQueue::sequences() const {
  std::vector<std::uint64_t> all;
  for (const auto& [sequence, delivery] : deliveries_) all.push_back(sequence);
  return all;
}

std::vector<const Delivery*> DeliveryQueue::sent_before() const {
  std::vector<const Delivery*> again;
  for (const auto& [sequence, delivery] : deliveries_) {
    const bool waits = delivery.state == Delivery::State::Waiting;
    if (waits && delivery.sent_before) again.push_back(&delivery);
  }
  return again;
}

// What is under way and may not be dropped is noted again when its connection is gone.
void DeliveryQueue::note_expiry(const Delivery& delivery) {
  if (is_under_way(delivery) || !may_be_dropped(delivery)) return;
  const auto& at = delivery.message->expires_at;
  if (!first_expiry_ || *at < *first_expiry_) first_expiry_ = at;
}

// REQUIRES: fewer than 65,535 deliveries.
std::uint16_t DeliveryQueue::free_packet_id() {
  do {
    newest_packet_id_ = static_cast<std::uint16_t>(newest_packet_id_ + 1);
  } while (newest_packet_id_ == 0 || by_packet_id_.contains(newest_packet_id_));
  return newest_packet_id_;
}

DeliveryQueue::Deliveries::iterator DeliveryQueue::find(std::uint16_t packet_id, Qos qos,
                                                        Delivery::State state) {
  const auto sequence = by_packet_id_.find(packet_id);
  if (sequence == by_packet_id_.end()) return deliveries_.end();
  const auto found = deliveries_.find(sequence->second);
  const bool fits = found->second.qos == qos && found->second.state == state;
  return fits ? found : deliveries_.end();
}

Delivery DeliveryQueue::take(Deliveries::iterator delivery) {
  Delivery taken = std::move(delivery->second);
  if (is_under_way(taken)) under_way_ -= 1;
  bytes_ -= bytes_of(taken);
  by_packet_id_.erase(taken.packet_id);
  deliveries_.erase(delivery);
  return taken;
}

}  // namespace varde::links::mqtt
