#include "tools/varde/sim/town.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace varde::cli {
namespace {

using core::SignalKind;
using core::SignalState;

constexpr double kZoneRadius = 0.004;  // Degrees of latitude; about 440 m.
constexpr double kStep = 0.0008;       // About 90 m in 20 s of walking.

double distance(const core::GeoPoint& a, const core::GeoPoint& b) {
  // At 64 degrees north a degree of longitude is less than half as long as one of latitude.
  return std::hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * 0.44);
}

double first_value(const std::string& type) {
  if (type == "temperature sensor") return 19.0;
  if (type == "water level sensor") return 1'800.0;
  return 0;
}

}  // namespace

Town::Town(const core::ApplyRegister& site, TownOptions options)
    : options_(std::move(options)), random_(options_.seed) {
  std::map<PositionId, core::GeoPoint> homes;
  for (const auto& position : site.positions) {
    homes[position.id] = position.location.value_or(core::GeoPoint{64.5, 12.5, 0});
  }
  for (const auto& device : site.devices) {
    const core::GeoPoint home = homes[device.position];
    const std::size_t index = devices_.size();
    devices_.push_back({device.ref, device.type, home, home, false, first_value(device.type), 0});
    if (press_of(device.type) != SignalKind::Unspecified) buttons_.push_back(index);
    for (std::size_t habit = 0; habit < habits().size(); ++habit) {
      if (has_habit(habits()[habit], device.type)) plan_habit(Time(0), index, habit, true);
    }
  }
  if (!buttons_.empty() && options_.presses_per_minute > 0) {
    plan(after_rate(options_.presses_per_minute), What::Press, 0, 0);
  }
  if (!devices_.empty() && options_.undecodable_per_minute > 0) {
    plan(after_rate(options_.undecodable_per_minute), What::Undecodable, 0, 0);
  }
}

std::optional<Town::Time> Town::next() const {
  if (due_.empty()) return std::nullopt;
  return due_.top().at;
}

Saying Town::say() {
  const Due due = due_.top();
  due_.pop();
  Saying saying;
  saying.duplicate = between(0.0, 1.0) < options_.duplicates;
  if (due.what == What::Habit) {
    const Habit& habit = habits()[due.habit];
    Device& device = devices_[due.device];
    saying.device = device.ref;
    saying.signal = signal(device, habit.kind, habit.state);
    plan_habit(due.at, due.device, due.habit, false);
    if (habit.then != SignalKind::Unspecified && between(0.0, 1.0) < habit.then_chance) {
      plan(due.at + between(habit.then_shortest, habit.then_longest), What::Follow, due.device,
           due.habit);
    }
    return saying;
  }
  if (due.what == What::Follow) {
    Device& device = devices_[due.device];
    saying.device = device.ref;
    // Beyond the table: a press that was taken back.
    saying.signal = due.habit < habits().size()
                        ? signal(device, habits()[due.habit].then, habits()[due.habit].then_state)
                        : signal(device, SignalKind::Cancelled, SignalState::Active);
    return saying;
  }
  if (due.what == What::Press) {
    const std::size_t index = buttons_[random_() % buttons_.size()];
    Device& device = devices_[index];
    saying.device = device.ref;
    saying.press = true;
    saying.signal = signal(device, press_of(device.type), SignalState::Active);
    constexpr double kFalsePresses = 0.4;
    if (between(0.0, 1.0) < kFalsePresses) {
      plan(due.at + between(std::chrono::seconds(4), std::chrono::seconds(25)), What::Follow, index,
           habits().size());
    }
    plan(due.at + after_rate(options_.presses_per_minute), What::Press, 0, 0);
    return saying;
  }
  Device& device = devices_[random_() % devices_.size()];
  saying.device = device.ref;
  saying.undecodable = true;
  saying.signal = signal(device, SignalKind::Heartbeat, SignalState::Active);
  plan(due.at + after_rate(options_.undecodable_per_minute), What::Undecodable, 0, 0);
  return saying;
}

void Town::plan(Time at, What what, std::size_t device, std::size_t habit) {
  due_.push({at, planned_++, what, device, habit});
}

// The first time falls anywhere in the interval, so that not all devices speak at once.
void Town::plan_habit(Time now, std::size_t device, std::size_t habit, bool first) {
  const Habit& of = habits()[habit];
  const Time wait = between(first ? std::chrono::seconds(1) : of.shortest, of.longest);
  plan(now + wait, What::Habit, device, habit);
}

core::Signal Town::signal(Device& device, SignalKind kind, SignalState state) {
  core::Signal signal;
  signal.kind = kind;
  signal.state = state;
  signal.key = core::SignalKey{options_.boot, ++device.sequence};
  if (kind == SignalKind::Position) walk(device, signal);
  if (kind == SignalKind::Temperature || kind == SignalKind::WaterLevel) measure(device, signal);
  return signal;
}

// A walk around home that drifts back; crossing the edge of the zone is said instead of the place.
void Town::walk(Device& device, core::Signal& signal) {
  constexpr double kHomeward = 0.05;
  core::GeoPoint& at = device.at;
  at.latitude += between(-kStep, kStep) + (device.home.latitude - at.latitude) * kHomeward;
  at.longitude += between(-kStep, kStep) * 2 + (device.home.longitude - at.longitude) * kHomeward;
  at.accuracy_m = std::round(between(4, 30));
  signal.location = at;
  const bool away = distance(at, device.home) > kZoneRadius;
  if (away != device.away) signal.kind = away ? SignalKind::ZoneLeft : SignalKind::ZoneEntered;
  device.away = away;
}

// A building whose heating has stopped, and a basin that breathes.
void Town::measure(Device& device, core::Signal& signal) {
  constexpr double kOutside = -14.0;
  if (signal.kind == SignalKind::Temperature) {
    device.value += (kOutside - device.value) * 0.004 + between(-0.05, 0.05);
    signal.unit = "degC";
  } else {
    device.value = std::clamp(device.value + between(-30, 30), 400.0, 2'400.0);
    signal.unit = "mm";
  }
  device.value = std::round(device.value * 100) / 100;
  signal.value = device.value;
}

double Town::between(double least, double most) {
  return std::uniform_real_distribution<double>(least, most)(random_);
}

Town::Time Town::between(std::chrono::seconds least, std::chrono::seconds most) {
  const auto ms = [](std::chrono::seconds s) { return static_cast<double>(s.count()) * 1'000; };
  return Time(std::llround(between(ms(least), ms(most))));
}

Town::Time Town::after_rate(double per_minute) {
  const double minutes = std::exponential_distribution<double>(per_minute)(random_);
  return Time(std::llround(minutes * 60'000) + 1);
}

}  // namespace varde::cli
