#include "broker/api/login_guard.h"

#include <algorithm>

namespace varde::api {

Duration FailureCount::wait(const std::string& key, Instant now) {
  const auto found = failures_.find(key);
  if (found == failures_.end()) return Duration::zero();
  std::deque<Instant>& times = found->second;
  while (!times.empty() && times.front() + window_ <= now) times.pop_front();
  if (times.size() < allowed_) return Duration::zero();
  return times.front() + window_ - now;
}

void FailureCount::add(const std::string& key, Instant now) {
  if (!failures_.contains(key) && failures_.size() >= keys_) forget_old(now);
  std::deque<Instant>& times = failures_[key];
  times.push_back(now);
  if (times.size() > allowed_) times.pop_front();
}

void FailureCount::take_back(const std::string& key) {
  const auto found = failures_.find(key);
  if (found == failures_.end()) return;
  if (!found->second.empty()) found->second.pop_back();
  if (found->second.empty()) failures_.erase(found);
}

void FailureCount::forget_old(Instant now) {
  std::erase_if(failures_, [&](const auto& entry) {
    return entry.second.empty() || entry.second.back() + window_ <= now;
  });
  if (failures_.size() < keys_) return;
  failures_.erase(std::ranges::min_element(failures_, {},
                                           [](const auto& entry) { return entry.second.back(); }));
}

std::optional<Duration> LoginGuard::begin(const UserId& user, const std::string& address,
                                          Instant now) {
  const Duration wait = std::max(users_.wait(user.str(), now), addresses_.wait(address, now));
  if (wait > Duration::zero()) return wait;
  users_.add(user.str(), now);
  addresses_.add(address, now);
  return std::nullopt;
}

void LoginGuard::succeeded(const UserId& user, const std::string& address) {
  users_.clear(user.str());
  addresses_.take_back(address);
}

void LoginGuard::withdraw(const UserId& user, const std::string& address) {
  users_.take_back(user.str());
  addresses_.take_back(address);
}

}  // namespace varde::api
