#include "broker/core/supervision.h"

#include <algorithm>
#include <chrono>

#include "broker/core/limits.h"

namespace varde::core {
namespace {

// The first instant after `begun` and `within`, but not while Varde has not listened for a while.
Instant runs_out(const Watched& watched, Instant begun, Duration within) {
  const Duration grace = std::min<Duration>(within, limits::kSilenceGrace);
  return std::max(begun + within, watched.listening_since + grace) + std::chrono::microseconds(1);
}

std::optional<Instant> due_of(const Watched& watched) {
  const auto silent = silent_from(watched);
  const auto test_missing = test_missing_from(watched);
  if (silent && test_missing) return std::min(*silent, *test_missing);
  return silent ? silent : test_missing;
}

Instant latest(Instant since, const std::optional<Instant>& done,
               const std::optional<Instant>& settled) {
  return std::max({since, done.value_or(since), settled.value_or(since)});
}

}  // namespace

std::optional<Instant> silent_from(const Watched& watched) {
  if (!watched.heard_within || watched.silent || watched.held) return std::nullopt;
  return runs_out(watched, latest(watched.since, watched.heard_at, watched.silence_settled_at),
                  *watched.heard_within);
}

std::optional<Instant> test_missing_from(const Watched& watched) {
  if (!watched.tested_within || watched.test_missing || watched.held) return std::nullopt;
  return runs_out(watched, latest(watched.since, watched.tested_at, watched.test_settled_at),
                  *watched.tested_within);
}

const Watched* Supervision::find(const DeviceRef& device) const {
  const auto found = watched_.find(device);
  return found == watched_.end() ? nullptr : &found->second;
}

std::optional<Instant> Supervision::next_due() const {
  if (by_due_.empty()) return std::nullopt;
  return by_due_.begin()->first;
}

std::vector<DeviceRef> Supervision::due(Instant now, std::size_t most) const {
  std::vector<DeviceRef> out;
  for (const auto& [at, device] : by_due_) {
    if (at > now || out.size() == most) break;
    out.push_back(device);
  }
  return out;
}

void Supervision::put(const DeviceRef& device, const Watched& watched) {
  const auto [entry, fresh] = watched_.try_emplace(device, watched);
  const auto before = fresh ? std::nullopt : due_of(entry->second);
  if (!fresh) entry->second = watched;
  move(device, before, due_of(watched));
}

void Supervision::remove(const DeviceRef& device) {
  const auto found = watched_.find(device);
  if (found == watched_.end()) return;
  move(device, due_of(found->second), std::nullopt);
  watched_.erase(found);
}

// Every message moves its device: the node is moved, not made anew.
void Supervision::move(const DeviceRef& device, std::optional<Instant> from,
                       std::optional<Instant> to) {
  if (from == to) return;
  if (!from) {
    by_due_.emplace(*to, device);
    return;
  }
  auto node = by_due_.extract({*from, device});
  if (!to) return;
  node.value().first = *to;
  by_due_.insert(std::move(node));
}

}  // namespace varde::core
