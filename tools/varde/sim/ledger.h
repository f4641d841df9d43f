// Who sent what, what was acknowledged, and what became of it: the simulator's bookkeeping.
//
// The ack oracle is a file with one line per acknowledged message: municipality, device, boot and
// sequence. It is synced each second; after any crash of anything, what stands in it must stand in
// the log.
// Thread safety: all functions may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "broker/core/signal.h"
#include "broker/eventlog/event_log.h"

namespace varde::cli {

struct MessageKey {
  core::DeviceRef device;
  std::string boot;
  std::uint64_t sequence = 0;
  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

struct Totals {
  std::uint64_t published = 0;  // Messages sent, repeats not counted.
  std::uint64_t repeats = 0;    // Sent a second time, on purpose or because nobody answered.
  std::uint64_t acknowledged = 0;
  std::uint64_t stored = 0;       // Acknowledged and in the log.
  std::uint64_t undecodable = 0;  // Of the published.
  std::uint64_t presses = 0;
  std::uint64_t presses_seen = 0;   // On the console.
  std::uint64_t alarms_raised = 0;  // By the log, since the start.
};

class Ledger {
 public:
  using Clock = std::chrono::steady_clock;

  // Appends to `oracle`; empty: none is written. `watched`: a console tells `seen`. Throws
  // CannotError.
  Ledger(const std::filesystem::path& oracle, bool watched);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // `payload` of an undecodable message, by which alone it can be found again; else empty.
  void published(const MessageKey& key, bool press, const std::string& payload);
  void repeated();
  void acknowledged(const MessageKey& key);

  // The console shows an alarm of the device whose newest signal has this key.
  void seen(const MessageKey& newest);
  // The log holds this event.
  void stored(const eventlog::StoredEvent& event);

  // Syncs the oracle. Throws CannotError if it cannot be written.
  void sync();

  [[nodiscard]] Totals totals() const;
  [[nodiscard]] std::vector<MessageKey> acknowledged_not_stored(std::size_t most) const;
  // Press to console, sorted.
  [[nodiscard]] std::vector<std::chrono::microseconds> latencies() const;

 private:
  struct Message {
    Clock::time_point published_at;
    bool press = false;
    bool acknowledged = false;
    bool stored = false;
    bool seen = false;
    std::string payload;  // Of an undecodable one.
  };
  using Messages = std::map<MessageKey, Message>;

  void mark_stored(const MessageKey& key);
  // Forgets a message of which nothing more is to be learnt, so that a long run stays small.
  Messages::iterator forget_if_settled(Messages::iterator at);

  mutable std::mutex mutex_;                       // Guards all below.
  Messages messages_;                              // Not settled yet.
  std::map<std::string, MessageKey> undecodable_;  // By payload.
  std::vector<std::chrono::microseconds> latencies_;
  Totals totals_;
  std::string unwritten_;
  int oracle_ = -1;
  const bool watched_;
};

}  // namespace varde::cli
