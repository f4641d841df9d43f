// When each device was heard last, and by when it must be heard again.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::core {

// The clocks of one registered device. Those without an interval do not run.
struct Watched {
  Instant since;                         // Registered, or its intervals changed.
  std::optional<Instant> heard_at;       // Any message.
  std::optional<Instant> tested_at;      // A function test.
  std::optional<Duration> heard_within;  // From the register.
  std::optional<Duration> tested_within;
  bool silent = false;        // An alarm says that it is silent, or never was heard.
  bool test_missing = false;  // An alarm says so.
  friend bool operator==(const Watched&, const Watched&) = default;
};

class Supervision {
 public:
  [[nodiscard]] const Watched* find(const DeviceRef& device) const;
  [[nodiscard]] const std::map<DeviceRef, Watched>& watched() const { return watched_; }

  // When the next device must have been heard or tested; none if nothing is watched.
  [[nodiscard]] std::optional<Instant> next_due() const;

  // Those that are due at `now` and not known to be, soonest first, at most `most`.
  [[nodiscard]] std::vector<DeviceRef> due(Instant now, std::size_t most) const;

  void put(const DeviceRef& device, const Watched& watched);
  void remove(const DeviceRef& device);

  friend bool operator==(const Supervision&, const Supervision&) = default;

 private:
  std::map<DeviceRef, Watched> watched_;
  std::set<std::pair<Instant, DeviceRef>> by_due_;
};

}  // namespace varde::core
