#include "broker/core/alarm_load.h"

#include <algorithm>
#include <variant>

#include "broker/base/overload.h"

namespace varde::core {
namespace {

Instant begin_of_period(Instant at) {
  return Instant(at.time_since_epoch() - at.time_since_epoch() % AlarmLoad::kPeriod);
}

}  // namespace

AlarmLoad::AlarmLoad(const State& state)
    : newest_at_(state.log_end_at),
      floods_(state.incidents.floods),
      flood_since_(state.log_end_at) {
  if (!state.log_end.none()) first_at_ = state.log_end_at;
  for (const auto& [id, alarm] : state.alarms.open()) {
    if (alarm.test) continue;
    open_.emplace(id, alarm.device);
    if (alarm.chattering) chattering_.insert(id);
  }
}

void AlarmLoad::take(const Event& event) {
  if (!first_at_) first_at_ = event.at;
  newest_at_ = event.at;
  std::visit(Overload{
                 [&](const AlarmRaised& body) { raised(body, event.at); },
                 [&](const AlarmRepeated& body) { repeated(body.alarm); },
                 [&](const AlarmChattered& body) {
                   if (!body.chattering) {
                     chattering_.erase(body.alarm);
                   } else if (open_.contains(body.alarm) && chattering_.insert(body.alarm).second) {
                     chattered_ += 1;
                   }
                 },
                 [&](const AlarmResolved& body) {
                   open_.erase(body.alarm);
                   chattering_.erase(body.alarm);
                 },
                 [&](const FloodChanged& body) { flood_changed(body, event.at); },
                 [](const auto&) {},
             },
             event.body);
}

void AlarmLoad::raised(const AlarmRaised& raised, Instant at) {
  if (raised.test) return;
  alarms_ += 1;
  const Instant begins = begin_of_period(at);
  if (periods_.empty() || periods_.back().begins != begins) {
    if (periods_.size() == kPeriods) periods_.pop_front();
    periods_.push_back({begins, 0, 0});
  }
  periods_.back().alarms += 1;
  if (raised.incident.none()) periods_.back().rows += 1;
  open_.insert_or_assign(raised.alarm, raised.device);
  if (Source* const source = source_of(raised.device)) {
    source->alarms += 1;
    source->occurrences += 1;
  }
}

// None: of a link, of Varde itself, or one too many.
AlarmLoad::Source* AlarmLoad::source_of(const DeviceRef& device) {
  if (device.device.empty()) return nullptr;
  const auto known = sources_.find(device);
  if (known != sources_.end()) return &known->second;
  if (sources_.size() >= kDevices) {
    uncounted_ += 1;
    return nullptr;
  }
  return &sources_.emplace(device, Source{device, 0, 0}).first->second;
}

void AlarmLoad::repeated(AlarmId alarm) {
  const auto open = open_.find(alarm);
  if (open == open_.end()) return;
  if (Source* const source = source_of(open->second)) source->occurrences += 1;
}

void AlarmLoad::flood_changed(const FloodChanged& changed, Instant at) {
  const bool before = !floods_.empty();
  if (changed.flood) {
    floods_.insert(changed.municipality);
  } else {
    floods_.erase(changed.municipality);
  }
  if (!before && !floods_.empty()) flood_since_ = at;
  if (before && floods_.empty()) flooded_ += at - flood_since_;
}

AlarmLoad::Period AlarmLoad::period_at(Instant at) const {
  const Instant begins = begin_of_period(at);
  const auto found = std::ranges::find(periods_, begins, &Period::begins);
  return found != periods_.end() ? *found : Period{begins, 0, 0};
}

double AlarmLoad::flood_share() const {
  if (!first_at_ || newest_at_ <= *first_at_) return 0;
  const Duration flooded = flooded_ + (floods_.empty() ? Duration(0) : newest_at_ - flood_since_);
  return static_cast<double>(flooded.count()) /
         static_cast<double>((newest_at_ - *first_at_).count());
}

std::vector<AlarmLoad::Source> AlarmLoad::busiest() const {
  std::vector<Source> out(std::min(kBusiest, sources_.size()));
  std::vector<Source> all;
  all.reserve(sources_.size());
  for (const auto& [ref, source] : sources_) all.push_back(source);
  const auto busier = [](const Source& a, const Source& b) {
    return std::pair(b.occurrences, a.device) < std::pair(a.occurrences, b.device);
  };
  std::ranges::partial_sort_copy(all, out, busier);
  return out;
}

}  // namespace varde::core
