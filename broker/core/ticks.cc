#include "broker/core/ticks.h"

#include <algorithm>
#include <array>

#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

constexpr std::array kParts{
    TickPart{next_escalation, escalate},    TickPart{next_console, end_lost_consoles},
    TickPart{next_timer, run_timers},       TickPart{next_exception, end_exceptions},
    TickPart{next_aging, age_alarms},       TickPart{next_staffing, watch_staffing},
    TickPart{next_link, report_links},      TickPart{next_incident, tend_incidents},
    TickPart{next_silence, report_silence}, TickPart{next_effect, expire_effects},
};

void consider(std::optional<Instant>& next, Instant at) { next = next ? std::min(*next, at) : at; }

}  // namespace

std::span<const TickPart> tick_parts() { return kParts; }

Decision decide_tick(const State& state, Instant now) {
  for (const TickPart& part : kParts) {
    const auto due = part.next(state);
    if (!due || *due > now) continue;
    Draft draft(state, now);
    part.run(draft);
    if (!draft.empty()) return std::move(draft).finish();
  }
  return {};
}

std::optional<Instant> next_link(const State& state) {
  std::optional<Instant> next;
  for (const auto& [id, link] : state.links) {
    if (!link.up && !link.reported) consider(next, link.changed_at + limits::kLinkGrace);
  }
  return next;
}

void report_links(Draft& draft) {
  for (const auto& [id, link] : draft.state().links) {
    if (link.up || link.reported || draft.now() < link.changed_at + limits::kLinkGrace) continue;
    draft.raise_or_repeat(link_position(id), {}, rule_of(AlarmType::LinkDown), {}, std::nullopt);
  }
}

std::optional<Instant> next_effect(const State& state) {
  std::optional<Instant> next;
  for (const auto& [id, effect] : state.effects) consider(next, effect.expires_at);
  return next;
}

void expire_effects(Draft& draft) {
  for (const auto& [id, effect] : draft.state().effects) {
    if (effect.expires_at > draft.now()) continue;
    draft.add(EffectConcluded{id, EffectOutcome::Expired, {}});
    notification_failed(draft, effect, "expired");
  }
}

}  // namespace varde::core
