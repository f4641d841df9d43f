// A device that does what a good one does: it numbers what it says, and says it again until it is
// acknowledged.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "broker/core/vocabulary.h"
#include "tests/sim/network.h"
#include "tests/sim/sim_broker.h"

namespace varde::test::sim {

class SimDevice {
 public:
  SimDevice(WorldClock& clock, Network& network, SimBroker& broker, std::string name,
            std::vector<core::SignalKind> says);

  // Says something: one of its kinds, active or normal.
  void speak(core::SignalKind kind, core::SignalState state);
  [[nodiscard]] const std::vector<core::SignalKind>& says() const { return says_; }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::uint64_t>& acknowledged() const { return acknowledged_; }
  [[nodiscard]] std::uint64_t said() const { return said_; }
  [[nodiscard]] bool is_done() const { return unacknowledged_.empty(); }

 private:
  class Acknowledge;

  void send(std::uint64_t sequence);
  void acknowledge(std::uint64_t sequence);

  WorldClock& clock_;
  Network& network_;
  SimBroker& broker_;
  const std::string name_;
  const std::vector<core::SignalKind> says_;
  std::uint64_t said_ = 0;
  std::map<std::uint64_t, std::string> unacknowledged_;  // By its number: the payload.
  std::vector<std::uint64_t> acknowledged_;
};

}  // namespace varde::test::sim
