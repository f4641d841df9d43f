#include "tools/varde/sim/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tools/varde/command.h"

namespace varde::cli {

Ledger::Ledger(const std::filesystem::path& oracle, bool watched) : watched_(watched) {
  if (oracle.empty()) return;
  constexpr mode_t kMode = 0644;
  oracle_ = ::open(oracle.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (oracle_ < 0) throw CannotError(oracle.string() + ": " + std::strerror(errno));
}

Ledger::~Ledger() {
  if (oracle_ >= 0) ::close(oracle_);
}

void Ledger::published(const MessageKey& key, bool press, const std::string& payload) {
  const std::lock_guard lock(mutex_);
  messages_[key] = {Clock::now(), press, false, false, false, payload};
  ++totals_.published;
  if (press) ++totals_.presses;
  if (!payload.empty()) {
    undecodable_[payload] = key;
    ++totals_.undecodable;
  }
}

void Ledger::repeated() {
  const std::lock_guard lock(mutex_);
  ++totals_.repeats;
}

void Ledger::acknowledged(const MessageKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(key);
  if (found == messages_.end() || found->second.acknowledged) return;
  found->second.acknowledged = true;
  ++totals_.acknowledged;
  if (found->second.stored) ++totals_.stored;
  unwritten_ += key.device.municipality.str() + " " + key.device.device.str() + " " + key.boot +
                " " + std::to_string(key.sequence) + "\n";
  forget_if_settled(found);
}

// A later signal of the same run on the same alarm also shows that the earlier one arrived: the
// console gets only the newest state.
void Ledger::seen(const MessageKey& newest) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  auto at = messages_.upper_bound(newest);
  while (at != messages_.begin()) {
    --at;
    if (at->first.device != newest.device || at->first.boot != newest.boot) return;
    if (!at->second.press || at->second.seen) continue;
    at->second.seen = true;
    ++totals_.presses_seen;
    latencies_.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(now - at->second.published_at));
    at = forget_if_settled(at);
  }
}

void Ledger::stored(const eventlog::StoredEvent& event) {
  const std::lock_guard lock(mutex_);
  if (const auto* received = std::get_if<core::MessageReceived>(&event.event.body)) {
    for (const auto& signal : received->signals) {
      if (signal.key) mark_stored({received->device, signal.key->boot, signal.key->sequence});
    }
  } else if (const auto* other = std::get_if<core::MessageUndecodable>(&event.event.body)) {
    const auto found = undecodable_.find(other->raw.payload);
    if (found != undecodable_.end()) mark_stored(found->second);
  } else if (std::holds_alternative<core::AlarmRaised>(event.event.body)) {
    ++totals_.alarms_raised;
  }
}

void Ledger::mark_stored(const MessageKey& key) {
  const auto found = messages_.find(key);
  if (found == messages_.end() || found->second.stored) return;
  found->second.stored = true;
  if (found->second.acknowledged) ++totals_.stored;
  forget_if_settled(found);
}

Ledger::Messages::iterator Ledger::forget_if_settled(Messages::iterator at) {
  const Message& message = at->second;
  const bool awaited = watched_ && message.press && !message.seen;
  if (!message.acknowledged || !message.stored || awaited) return at;
  if (!message.payload.empty()) undecodable_.erase(message.payload);
  return messages_.erase(at);
}

void Ledger::sync() {
  const std::lock_guard lock(mutex_);
  if (oracle_ < 0) unwritten_.clear();
  while (!unwritten_.empty()) {
    const ssize_t written = ::write(oracle_, unwritten_.data(), unwritten_.size());
    if (written < 0 && errno != EINTR) {
      throw CannotError(std::string("the ack oracle: ") + std::strerror(errno));
    }
    if (written > 0) unwritten_.erase(0, static_cast<std::size_t>(written));
  }
  if (oracle_ >= 0 && ::fsync(oracle_) != 0) {
    throw CannotError(std::string("the ack oracle: ") + std::strerror(errno));
  }
}

Totals Ledger::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

std::vector<MessageKey> Ledger::acknowledged_not_stored(std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<MessageKey> lost;
  for (const auto& [key, message] : messages_) {
    if (message.acknowledged && !message.stored && lost.size() < most) lost.push_back(key);
  }
  return lost;
}

std::vector<std::chrono::microseconds> Ledger::latencies() const {
  const std::lock_guard lock(mutex_);
  auto sorted = latencies_;
  std::ranges::sort(sorted);
  return sorted;
}

}  // namespace varde::cli
