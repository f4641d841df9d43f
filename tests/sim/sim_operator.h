// An operator at a console: takes alarms, works on them, and vanishes now and then. A command that
// is not answered is sent again under the same key.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/sim/network.h"
#include "tests/sim/sim_broker.h"

namespace varde::test::sim {

class SimOperator {
 public:
  SimOperator(WorldClock& clock, Network& network, SimBroker& broker, Draw& draw,
              const std::string& name);

  void connect();
  void vanish();
  [[nodiscard]] bool is_present() const { return present_; }

  // Does one thing that an operator may do now.
  void act();

  // How often each command was answered as done, by its key: at most one fact each may be its
  // outcome.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& done() const { return done_; }

 private:
  void ask(AlarmId alarm, core::Act act);
  void send(const core::Command& command, int tries);

  WorldClock& clock_;
  Network& network_;
  SimBroker& broker_;
  Draw& draw_;
  core::Actor actor_;
  bool present_ = false;
  std::uint64_t asked_ = 0;
  std::map<std::string, std::uint64_t> done_;
  std::map<std::string, bool> answered_;
};

}  // namespace varde::test::sim
