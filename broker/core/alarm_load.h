// How heavy the load of alarms is, by the figures of ISA-18.2 and EEMUA 191: alarms per ten
// minutes, share of time in flood, the busiest devices, what chatters. For /metrics and reports.
//
// Fed with the events of the log, in order, from a state on. Test alarms do not count. Thread
// safety: a value; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"

namespace varde::core {

class AlarmLoad {
 public:
  static constexpr Duration kPeriod = std::chrono::minutes(10);
  static constexpr std::size_t kPeriods = 144;     // A day.
  static constexpr std::size_t kBusiest = 10;      // That are named.
  static constexpr std::size_t kDevices = 20'000;  // That are counted one by one; see uncounted().

  struct Period {
    Instant begins;  // A whole multiple of kPeriod since 1970.
    std::uint64_t alarms = 0;
    std::uint64_t rows = 0;  // Of them, those that were no members of an incident when raised.
    friend bool operator==(const Period&, const Period&) = default;
  };

  struct Source {
    DeviceRef device;
    std::uint64_t alarms = 0;       // Raised.
    std::uint64_t occurrences = 0;  // Raised or repeated.
    friend bool operator==(const Source&, const Source&) = default;
  };

  // Nothing is counted yet; the alarms of `state` are open, its floods are on.
  explicit AlarmLoad(const State& state);

  void take(const Event& event);

  // The period that `at` is in; without alarms also where it is not among those kept.
  [[nodiscard]] Period period_at(Instant at) const;

  // The last kPeriods periods, oldest first; those without an alarm are not there.
  [[nodiscard]] const std::deque<Period>& periods() const { return periods_; }

  // The share of time in which a flood was on anywhere, up to the newest event; from the state's
  // end, or, if its log was empty, from the first event. 0 to 1.
  [[nodiscard]] double flood_share() const;

  // The devices with the most occurrences, most first, at most kBusiest.
  [[nodiscard]] std::vector<Source> busiest() const;

  // Occurrences of devices beyond the first kDevices. Not 0: busiest() may lack one.
  [[nodiscard]] std::uint64_t uncounted() const { return uncounted_; }

  // The open alarms that chatter now, and how many began to.
  [[nodiscard]] const std::set<AlarmId>& chattering() const { return chattering_; }
  [[nodiscard]] std::uint64_t chattered() const { return chattered_; }

  [[nodiscard]] std::uint64_t alarms() const { return alarms_; }

 private:
  void raised(const AlarmRaised& raised, Instant at);
  void repeated(AlarmId alarm);
  Source* source_of(const DeviceRef& device);
  void flood_changed(const FloodChanged& changed, Instant at);

  std::optional<Instant> first_at_;
  Instant newest_at_;
  std::deque<Period> periods_;
  std::uint64_t alarms_ = 0;

  std::map<DeviceRef, Source> sources_;
  std::map<AlarmId, DeviceRef> open_;  // Bounded by the alarms that are open (core/limits.h).
  std::uint64_t uncounted_ = 0;

  std::set<MunicipalityId> floods_;
  Instant flood_since_;  // While `floods_` has any.
  Duration flooded_{0};  // Before that.

  std::set<AlarmId> chattering_;
  std::uint64_t chattered_ = 0;
};

}  // namespace varde::core
