#include "broker/api/login_guard.h"

#include <algorithm>

namespace varde::api {
namespace {

std::string pair_of(const LoginTry& one) { return one.user.str() + "\n" + one.address; }

}  // namespace

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

std::optional<Duration> LoginGuard::begin(const LoginTry& one, Instant now) {
  const std::string pair = pair_of(one);
  Duration wait = std::max(pairs_.wait(pair, now), users_.wait(one.user.str(), now));
  if (!one.address_shared) wait = std::max(wait, addresses_.wait(one.address, now));
  if (wait > Duration::zero()) return wait;
  pairs_.add(pair, now);
  users_.add(one.user.str(), now);
  if (!one.address_shared) addresses_.add(one.address, now);
  return std::nullopt;
}

void LoginGuard::succeeded(const LoginTry& one) {
  pairs_.clear(pair_of(one));
  users_.take_back(one.user.str());  // The others may be of one who guesses elsewhere.
  if (!one.address_shared) addresses_.take_back(one.address);
}

void LoginGuard::withdraw(const LoginTry& one) {
  pairs_.take_back(pair_of(one));
  users_.take_back(one.user.str());
  if (!one.address_shared) addresses_.take_back(one.address);
}

}  // namespace varde::api
