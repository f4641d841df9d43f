#include "broker/engine/lanes.h"

#include <utility>

namespace varde::engine {

bool Lanes::push(Lane lane, std::size_t bytes, Work& work) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return closed_ || has_room(lane, bytes); });
  if (closed_) return false;
  put(lane, bytes, work);
  return true;
}

bool Lanes::try_push(Lane lane, std::size_t bytes, Work& work) {
  const std::lock_guard lock(mutex_);
  if (closed_ || !has_room(lane, bytes)) return false;
  put(lane, bytes, work);
  return true;
}

void Lanes::push_own(Work work) {
  const std::lock_guard lock(mutex_);
  own_.push_back(std::move(work));
}

std::optional<Work> Lanes::pop() {
  const std::lock_guard lock(mutex_);
  if (!own_.empty()) {
    Work work = std::move(own_.front());
    own_.pop_front();
    return work;
  }
  for (Queue& queue : queues_) {
    if (queue.waiting.empty()) continue;
    Waiting next = std::move(queue.waiting.front());
    queue.waiting.pop_front();
    queue.bytes -= next.bytes;
    room_.notify_all();
    return std::move(next.work);
  }
  return std::nullopt;
}

void Lanes::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  room_.notify_all();
}

bool Lanes::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

bool Lanes::empty() const {
  const std::lock_guard lock(mutex_);
  return own_.empty() && queues_[0].waiting.empty() && queues_[1].waiting.empty();
}

std::size_t Lanes::waiting(Lane lane) const {
  const std::lock_guard lock(mutex_);
  return queues_[static_cast<std::size_t>(lane)].waiting.size();
}

// A message larger than the whole lane may be fits into an empty one, or it could never pass.
bool Lanes::has_room(Lane lane, std::size_t bytes) {
  const Queue& waiting = queue(lane);
  if (waiting.waiting.empty()) return true;
  return waiting.waiting.size() < limits_.lane_messages &&
         waiting.bytes + bytes <= limits_.lane_bytes;
}

void Lanes::put(Lane lane, std::size_t bytes, Work& work) {
  queue(lane).waiting.push_back({std::move(work), bytes});
  queue(lane).bytes += bytes;
}

}  // namespace varde::engine
