#include "adapters/host/turns.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace varde::adapters {

void Turns::enter(const std::string& key, Job job) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  const auto [waiting, first] = waiting_.try_emplace(key);
  if (first) {
    begin(key, std::move(job));
  } else {
    waiting->second.push_back(std::move(job));
  }
}

void Turns::close() {
  std::map<std::string, std::deque<Job>> dropped;  // Destroyed without the lock: jobs hold turns.
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  dropped.swap(waiting_);
}

void Turns::begin(const std::string& key, Job job) {
  // It owns nothing and points to something, so that a turn is told from none.
  Turn turn(this, [self = weak_from_this(), key](void*) {
    if (const auto turns = self.lock()) turns->end(key);
  });
  boost::asio::post(
      io_, [job = std::move(job), turn = std::move(turn)]() mutable { job(std::move(turn)); });
}

void Turns::end(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  const auto waiting = waiting_.find(key);
  if (waiting == waiting_.end()) return;
  if (waiting->second.empty()) {
    waiting_.erase(waiting);
    return;
  }
  Job next = std::move(waiting->second.front());
  waiting->second.pop_front();
  begin(key, std::move(next));
}

}  // namespace varde::adapters
