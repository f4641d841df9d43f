// Which declared rules look at a signal. Inside the core only.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "broker/core/ruleset.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"

namespace varde::core {

// Who speaks, and what the register knows of that.
struct Speaker {
  const DeviceRef& device;
  const PositionId& position;  // Where its alarms belong; one of Varde's own if unregistered.
  const Device* registered = nullptr;
  const Position* place = nullptr;  // In the register.
};

[[nodiscard]] Speaker speaker(const State& state, const DeviceRef& device,
                              const PositionId& position);

// A signal while it is judged.
struct Heard {
  Speaker by;
  const Signal& signal;
  LogPosition cause;  // Where its message stands.
};

// The conditions of a match, in the order in which they are looked at: cheap ones first.
enum class Unmet : std::uint8_t {
  None,
  Kind,
  Municipality,
  Device,
  Position,
  DeviceType,
  SiteKind,
  Time
};

// True if `list` names `kind`, or is empty: then it names all.
[[nodiscard]] bool names(const std::vector<SignalKind>& list, SignalKind kind);

// The first condition about who speaks that is not met: of an unregistered device any about types,
// sites and positions.
[[nodiscard]] Unmet unmet_by(const Match& match, const Speaker& speaker);

// The first condition that is not met, of all; `None`: the rule looks at the signal.
[[nodiscard]] Unmet first_unmet(const Match& match, const Heard& heard, Instant now);

// True if it says that its kind is so: not that it is over, unknown, or only tested.
[[nodiscard]] bool is_active(const Signal& signal);

// The rules that have decided about one signal. The first that matches decides: of the rules on the
// signal itself, whatever they raise; of each other form, for the alarm type it raises, and if it
// raises nothing, for all. So a rule for one person stands before the one for everybody.
class Decided {
 public:
  [[nodiscard]] bool by_earlier(const AlarmRule& rule) const;
  void add(const AlarmRule& rule);

 private:
  std::array<std::bitset<256>, std::variant_size_v<RuleForm>> types_;  // Per form, by alarm type.
};

}  // namespace varde::core
