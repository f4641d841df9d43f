// What real devices do all day, as a table: which device, what it says, how often, and what it says
// next. Figures: docs/guides/operations.md, "The simulator".
#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "broker/core/vocabulary.h"

namespace varde::cli {

struct Habit {
  std::string_view device_type;  // Empty: every device.
  core::SignalKind kind;
  core::SignalState state;
  std::chrono::seconds shortest;  // Between two; evenly drawn.
  std::chrono::seconds longest;

  // What comes after it, with this chance and delay; Unspecified kind: nothing.
  core::SignalKind then = core::SignalKind::Unspecified;
  core::SignalState then_state = core::SignalState::Active;
  std::chrono::seconds then_shortest{0};
  std::chrono::seconds then_longest{0};
  double then_chance = 1.0;
};

// The habits of a device of `type`.
[[nodiscard]] std::span<const Habit> habits();
[[nodiscard]] bool has_habit(const Habit& habit, std::string_view device_type);

// What a person does with a device of this type when in need; Unspecified if it has no button.
[[nodiscard]] core::SignalKind press_of(std::string_view device_type);

}  // namespace varde::cli
