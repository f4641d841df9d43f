// Consoles that come and go, and what time does to them.
#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"

namespace varde::core {
namespace {

void end_console(Draft& draft, const SessionId& session, ReleaseReason reason) {
  for (const auto& [id, alarm] : draft.state().alarms.open()) {
    if (!alarm.claimed() || alarm.owner_session != session) continue;
    const ClaimReleased released{id, alarm.owner, reason};
    draft.add(released);
    draft.clear_if_over(evolve(alarm, {draft.now(), {}, released}));
  }
  draft.add(ConsoleGone{session});
}

}  // namespace

Decision decide_console(const State& state, const ConnectConsole& input, Instant now) {
  Draft draft(state, now);
  const auto console = state.consoles.find(input.session);
  const bool known = console != state.consoles.end();
  const bool present = known && !console->second.gone_at;
  const bool room = known || state.consoles.size() < limits::kConsoles;
  if (!present && room) draft.add(ConsoleConnected{input.session, input.user});
  return std::move(draft).finish();
}

Decision decide_console(const State& state, const LoseConsole& input, Instant now) {
  Draft draft(state, now);
  const auto console = state.consoles.find(input.session);
  if (console != state.consoles.end() && !console->second.gone_at)
    draft.add(ConsoleLost{input.session});
  return std::move(draft).finish();
}

Decision decide_console(const State& state, const LogOut& input, Instant now) {
  Draft draft(state, now);
  if (state.consoles.contains(input.session))
    end_console(draft, input.session, ReleaseReason::LoggedOut);
  return std::move(draft).finish();
}

Decision decide_tick(const State& state, Instant now) {
  Draft draft(state, now);
  for (const auto& [session, console] : state.consoles) {
    if (console.gone_at && *console.gone_at <= now) {
      end_console(draft, session, ReleaseReason::ConsoleLost);
    }
  }
  for (const auto& [id, link] : state.links) {
    if (link.up || link.reported || now < link.changed_at + limits::kLinkGrace) continue;
    draft.raise_or_repeat(link_position(id), {}, rule_of(AlarmType::LinkDown), {}, std::nullopt);
  }
  for (const auto& [id, effect] : state.effects) {
    if (effect.expires_at <= now) draft.add(EffectConcluded{id, EffectOutcome::Expired, {}});
  }
  return std::move(draft).finish();
}

}  // namespace varde::core
