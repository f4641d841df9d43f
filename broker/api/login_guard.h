// Slows down those who guess passwords.
//
// Thread safety: one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"

namespace varde::api {

inline constexpr std::size_t kFailuresPerUserAndAddress = 5;

// Beyond, the user waits wherever from: enough that one who guesses from elsewhere does not keep
// the right one out, too few to guess a password by.
inline constexpr std::size_t kFailuresPerUser = 50;
inline constexpr std::size_t kFailuresPerAddress = 20;
inline constexpr auto kFailureWindow = std::chrono::minutes(1);

// Counts failures by some key in a sliding window. At most `keys` are remembered: beyond, the one
// that failed first is forgotten, so a flood of made-up keys cannot grow without bound.
class FailureCount {
 public:
  FailureCount(std::size_t allowed, Duration window, std::size_t keys)
      : allowed_(allowed), window_(window), keys_(keys) {}

  // How long `key` has to wait; zero: not at all.
  [[nodiscard]] Duration wait(const std::string& key, Instant now);
  void add(const std::string& key, Instant now);
  void take_back(const std::string& key);  // The latest.
  void clear(const std::string& key) { failures_.erase(key); }
  [[nodiscard]] std::size_t keys() const { return failures_.size(); }

 private:
  void forget_old(Instant now);

  std::size_t allowed_;
  Duration window_;
  std::size_t keys_;
  std::map<std::string, std::deque<Instant>> failures_;  // At most allowed_ each.
};

struct LoginTry {
  UserId user;
  std::string address;          // As counted_address() tells it.
  bool address_shared = false;  // A proxy's: whoever is behind it. Not counted by itself.
};

class LoginGuard {
 public:
  explicit LoginGuard(std::size_t keys = 10'000)
      : pairs_(kFailuresPerUserAndAddress, kFailureWindow, keys),
        users_(kFailuresPerUser, kFailureWindow, keys),
        addresses_(kFailuresPerAddress, kFailureWindow, keys) {}

  // Lets a try begin, or says how long to wait. Counts it as failed until `succeeded`, so that many
  // tries at the same time are as many failures.
  [[nodiscard]] std::optional<Duration> begin(const LoginTry& one, Instant now);
  void succeeded(const LoginTry& one);

  // The try did not come about.
  void withdraw(const LoginTry& one);

 private:
  FailureCount pairs_;  // Of user and address.
  FailureCount users_;
  FailureCount addresses_;
};

}  // namespace varde::api
