// Mistakes that are made on purpose, so that the simulation can show that it would find them
// (docs/internals/simulation.md). In every program but the simulation's own none is ever made:
// there `planted` is false at compile time.
#pragma once

#include <cstdint>

namespace varde {

enum class Plant : std::uint8_t {
  None,
  ClaimTaken,       // Who has claimed an alarm does not keep it.
  QueueByAge,       // The queue forgets priority and deadline.
  NobodyEscalates,  // A new alarm has no first step.
  RepeatsCount,     // A message that comes twice counts twice.
  SyncLeftOut,      // What is acknowledged is not on disk.
};

inline constexpr Plant kLastPlant = Plant::SyncLeftOut;

#ifdef VARDE_PLANTED
extern Plant planted_mistake;
[[nodiscard]] static inline bool planted(Plant mistake) { return planted_mistake == mistake; }
#else
[[nodiscard]] static constexpr bool planted(Plant) { return false; }
#endif

}  // namespace varde
