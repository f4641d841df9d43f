// What the control socket is asked of the rules and policies: to read their folders anew.
//
//   {"request": "reload_rules"}
//
// On the way: {"problem": "night.yaml:4:12: ..."} of each mistake. The last line: how many there
// were ("refused"), and the versions and numbers that hold now. With a mistake nothing changes.
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/object.hpp>
#include <stop_token>
#include <vector>

#include "broker/app/adapter_reload.h"
#include "broker/app/control.h"
#include "broker/app/declared.h"
#include "broker/core/input.h"
#include "broker/engine/engine.h"

namespace varde::app {

// As load_declared. Throws CannotStart with all that is wrong.
[[nodiscard]] Declared declared_or_cannot_start(const Config& config);

// What makes `declared` hold: the register with its devices' clocks, the rules, the policies.
[[nodiscard]] std::vector<core::Input> inputs_of(const core::ApplyRegister& site,
                                                 const LoadedAdapters& adapters,
                                                 const Declared& declared);

class RulesControl {
 public:
  // What is referred to outlives this.
  RulesControl(const Config& config, const LoadedAdapters& adapters, engine::Engine& engine)
      : config_(config), adapters_(adapters), engine_(engine) {}

  // True for the requests that `handle` answers.
  [[nodiscard]] static bool knows(const boost::json::object& request);

  // A Control::Handler. Returns when what was read is on disk.
  [[nodiscard]] boost::json::object handle(const boost::json::object& request,
                                           const Control::Say& say, const std::stop_token& stop);

 private:
  void apply(const Declared& declared, const std::stop_token& stop);

  const Config& config_;
  const LoadedAdapters& adapters_;
  engine::Engine& engine_;
};

}  // namespace varde::app
