// Whoever is told: devices and telephones. They may be told twice, know it by the key, and fail.
#pragma once

#include <cstdint>
#include <map>

#include "broker/core/effect.h"
#include "tests/sim/network.h"
#include "tests/sim/sim_broker.h"

namespace varde::test::sim {

class SimReceivers {
 public:
  SimReceivers(WorldClock& clock, SimBroker& broker, Draw& draw)
      : clock_(clock), broker_(broker), draw_(draw) {}

  // Begins an effect, as outbound and the links do: it arrives, or fails, and the broker hears how
  // it ended, unless it has died meanwhile.
  void run(const core::Effect& effect);
  void mend() { failing_ = 0; }

  [[nodiscard]] std::uint64_t times_told(EffectId effect) const;
  // What was done of it: what has a known key is done once.
  [[nodiscard]] std::uint64_t times_done(EffectId effect) const;

 private:
  WorldClock& clock_;
  SimBroker& broker_;
  Draw& draw_;
  double failing_ = 0.1;
  std::map<EffectId, std::uint64_t> told_;
};

}  // namespace varde::test::sim
