#include "broker/app/health_watch.h"

#include <algorithm>
#include <string>

namespace varde::app {
namespace {

std::string seconds_text(Duration step) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(step).count();
  return (whole < 0 ? "back by " : "forward by ") + std::to_string(whole < 0 ? -whole : whole) +
         " s";
}

}  // namespace

bool HealthWatch::is_deep(const Vitals& vitals) {
  const std::size_t deeper = std::max(vitals.waiting_urgent, vitals.waiting_bulk);
  if (deeper <= lane_ / 2) {
    over_half_since_.reset();
    return queue_deep_.value_or(false) && deeper > lane_ / 4;
  }
  if (!over_half_since_) over_half_since_ = vitals.read_at;
  return queue_deep_.value_or(false) || vitals.read_at - *over_half_since_ >= kDeepFor;
}

std::vector<core::ReportHealth> HealthWatch::look(const Vitals& vitals) {
  std::vector<core::ReportHealth> reports;
  if (storage_low_ != vitals.storage_low) {
    storage_low_ = vitals.storage_low;
    reports.push_back({core::HealthSubject::Storage,
                       {},
                       !vitals.storage_low,
                       vitals.storage_low ? "field messages are refused until there is room" : ""});
  }
  const bool deep = is_deep(vitals);
  if (queue_deep_ != deep) {
    queue_deep_ = deep;
    const std::string waiting = std::to_string(vitals.waiting_urgent) + " urgent and " +
                                std::to_string(vitals.waiting_bulk) + " other inputs wait";
    reports.push_back({core::HealthSubject::Queue, {}, !deep, deep ? waiting : ""});
  }
  if (vitals.clock_step) {
    reports.push_back({core::HealthSubject::Clock,
                       {},
                       false,
                       "the system's clock was set " + seconds_text(*vitals.clock_step)});
  }
  return reports;
}

}  // namespace varde::app
