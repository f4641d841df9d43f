// What time alone changes, part by part. Inside the core only.
//
// A tick does the work of the first part that has any, at most limits::kTickWork things of it; what
// is left wants another tick at once.
#pragma once

#include <optional>
#include <span>

#include "broker/base/instant.h"
#include "broker/core/draft.h"
#include "broker/core/state.h"

namespace varde::core {

struct TickPart {
  // When it has something to do next; none: never, as things are.
  std::optional<Instant> (*next)(const State& state);
  // Does what is due.
  void (*run)(Draft& draft);
};

// In the order in which they come.
[[nodiscard]] std::span<const TickPart> tick_parts();

// decide_console.cc
[[nodiscard]] std::optional<Instant> next_console(const State& state);
void end_lost_consoles(Draft& draft);

// ticks.cc
[[nodiscard]] std::optional<Instant> next_link(const State& state);
void report_links(Draft& draft);
[[nodiscard]] std::optional<Instant> next_effect(const State& state);
void expire_effects(Draft& draft);

// escalate.cc
[[nodiscard]] std::optional<Instant> next_escalation(const State& state);
void escalate(Draft& draft);

// duty.cc: nobody, or one person, on duty.
[[nodiscard]] std::optional<Instant> next_staffing(const State& state);
void watch_staffing(Draft& draft);

// decide_rules.cc: rules' timers.
[[nodiscard]] std::optional<Instant> next_timer(const State& state);
void run_timers(Draft& draft);

// exceptions.cc
[[nodiscard]] std::optional<Instant> next_exception(const State& state);
void end_exceptions(Draft& draft);

// alarm_aging.cc: shelves, stale alarms, chatter.
[[nodiscard]] std::optional<Instant> next_aging(const State& state);
void age_alarms(Draft& draft);

// supervise.cc
[[nodiscard]] std::optional<Instant> next_silence(const State& state);
void report_silence(Draft& draft);

// incidents.cc
[[nodiscard]] std::optional<Instant> next_incident(const State& state);
void tend_incidents(Draft& draft);

}  // namespace varde::core
