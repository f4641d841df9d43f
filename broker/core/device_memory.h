// What is remembered of one device, so that a message that arrives twice counts once.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/limits.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// The sequence numbers seen of one boot: all of the newest kSequenceWindow, whatever their order.
class SequenceWindow {
 public:
  SequenceWindow() = default;
  SequenceWindow(std::string boot, std::uint64_t first);

  [[nodiscard]] const std::string& boot() const { return boot_; }

  // True if `sequence` was seen. One that lies further back than the window was never seen: the
  // device has begun its count anew, and its call must not be taken for an old one.
  [[nodiscard]] bool seen(std::uint64_t sequence) const;
  void see(std::uint64_t sequence);

  // For snapshots.
  using Bits = std::bitset<limits::kSequenceWindow>;
  SequenceWindow(std::string boot, std::uint64_t newest, Bits bits);
  [[nodiscard]] std::uint64_t newest() const { return newest_; }
  [[nodiscard]] const Bits& bits() const { return bits_; }

  friend bool operator==(const SequenceWindow&, const SequenceWindow&) = default;

 private:
  std::string boot_;
  std::uint64_t newest_ = 0;
  Bits bits_;  // Bit i: newest - i was seen.
};

struct DeviceMemory {
  struct Reported {
    SignalState state = SignalState::Unspecified;
    Instant at;
    friend bool operator==(const Reported&, const Reported&) = default;
  };

  std::vector<SequenceWindow> windows;  // Of the newest boots, at most kBoots, newest last.
  std::map<SignalKind, Reported> reported;
  LinkId link;  // Where it was heard last.

  // A message of the boot before may arrive after one of the new: both are remembered.
  static constexpr std::size_t kBoots = 2;

  friend bool operator==(const DeviceMemory&, const DeviceMemory&) = default;
};

// How sure it is that a signal was received before.
enum class Seen : std::uint8_t {
  Never,
  SameState,  // The state is that of the last report, a moment ago: a copy, or said once more.
  SameKey,    // It is that very report.
};

// Whether `signal`, received at `at`, was received before: by its key if it has one with a boot,
// else by its state (the same as the last within kRepeatWindow; however long ago, if the message
// was retained). A counter without a boot may have begun anew with a new battery, so what it tells
// is never surer than the state.
[[nodiscard]] Seen seen_before(const DeviceMemory& memory, const Signal& signal, bool retained,
                               Instant at);

void remember(DeviceMemory& memory, const Signal& signal, Instant at);

}  // namespace varde::core
