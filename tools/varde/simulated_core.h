// The core with a clock that only its user moves: what would have been decided, without a broker.
#pragma once

#include <functional>

#include "broker/base/instant.h"
#include "broker/core/decide.h"

namespace varde::cli {

// Thread safety: one thread.
class SimulatedCore {
 public:
  // `each` hears of every event, in order; may be empty.
  using Each = std::function<void(const core::Event&)>;
  SimulatedCore(core::State state, Instant now, Each each = {});

  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }

  // Moves the clock, with every tick that falls due on the way. An earlier time is as now.
  void pass_until(Instant at);

  // Decides as of now and folds what comes of it. Effects are concluded as delivered at once. A
  // refusal changes nothing.
  void give(const core::Input& input);

  // What somebody did, as a fact.
  void fold(core::EventBody body);

 private:
  void fold_all(const core::Decision& decision);

  core::State state_;
  Instant now_;
  Each each_;
};

}  // namespace varde::cli
