#include "tools/varde/simulated_core.h"

#include <algorithm>
#include <utility>

#include "broker/base/assert.h"

namespace varde::cli {

SimulatedCore::SimulatedCore(core::State state, Instant now, Each each)
    : state_(std::move(state)), now_(now), each_(std::move(each)) {}

void SimulatedCore::pass_until(Instant at) {
  // A tick that leaves its own time due would be given for ever.
  constexpr int kMostAtOnce = 100'000;
  int at_once = 0;
  for (auto next = core::next_wakeup(state_); next && *next <= at;
       next = core::next_wakeup(state_)) {
    at_once = *next > now_ ? 0 : at_once + 1;
    VARDE_ASSERT(at_once < kMostAtOnce);
    now_ = std::max(now_, *next);
    give(core::Tick{});
  }
  now_ = std::max(now_, at);
}

void SimulatedCore::give(const core::Input& input) {
  const auto decision = core::decide(state_, input, std::max(now_, state_.log_end_at));
  if (decision) fold_all(*decision);
}

void SimulatedCore::fold(core::EventBody body) {
  const core::Event event{std::max(now_, state_.log_end_at), {}, std::move(body)};
  if (each_) each_(event);
  core::fold(state_, event);
}

void SimulatedCore::fold_all(const core::Decision& decision) {
  for (const core::Event& event : decision.events) {
    if (each_) each_(event);
    core::fold(state_, event);
  }
  for (const core::Effect& effect : decision.effects) {
    give(core::ConcludeEffect{effect.id, core::EffectOutcome::Delivered, ""});
  }
}

}  // namespace varde::cli
