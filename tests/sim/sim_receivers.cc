#include "tests/sim/sim_receivers.h"

namespace varde::test::sim {

using namespace std::chrono_literals;

void SimReceivers::run(const core::Effect& effect) {
  clock_.after(draw_.time(1ms, 4s), [this, effect, life = broker_.life()] {
    if (!broker_.is_up() || broker_.life() != life) return;  // It died before it had sent it.
    if (effect.expires_at <= broker_.now()) return;          // The core ends it.
    const bool fails = draw_.chance(failing_);
    if (!fails) told_[effect.id] += 1;
    clock_.after(draw_.time(1ms, 500ms), [this, id = effect.id, life, fails] {
      if (!broker_.is_up() || broker_.life() != life) return;
      const auto outcome = fails ? core::EffectOutcome::Failed : core::EffectOutcome::Delivered;
      broker_.post(core::ConcludeEffect{id, outcome, fails ? "no answer" : ""});
    });
  });
}

std::uint64_t SimReceivers::times_told(EffectId effect) const {
  const auto found = told_.find(effect);
  return found == told_.end() ? 0 : found->second;
}

std::uint64_t SimReceivers::times_done(EffectId effect) const {
  return times_told(effect) == 0 ? 0 : 1;
}

}  // namespace varde::test::sim
