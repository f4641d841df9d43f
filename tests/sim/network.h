// A network that loses, doubles, delays and reorders.
#pragma once

#include <utility>

#include "tests/sim/world_clock.h"

namespace varde::test::sim {

class Network {
 public:
  Network(WorldClock& clock, Draw& draw)
      : clock_(clock),
        draw_(draw),
        loss_(static_cast<double>(draw.number(0, 30)) / 100),
        doubling_(static_cast<double>(draw.number(0, 20)) / 100),
        slowest_(draw.time(std::chrono::milliseconds(5), std::chrono::seconds(3))) {}

  // Delivers once, twice or not at all, whenever it will.
  void carry(const WorldClock::Happening& delivery) {
    if (draw_.chance(loss_)) return;
    const int copies = draw_.chance(doubling_) ? 2 : 1;
    for (int i = 0; i < copies; ++i)
      clock_.after(draw_.time(std::chrono::milliseconds(1), slowest_), delivery);
  }

  void mend() { loss_ = doubling_ = 0; }

 private:
  WorldClock& clock_;
  Draw& draw_;
  double loss_;
  double doubling_;
  Duration slowest_;
};

}  // namespace varde::test::sim
