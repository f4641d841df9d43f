// Consoles that come and go, and what time does to them.
#include <algorithm>

#include "broker/core/acts.h"
#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

void end_console(Draft& draft, const SessionId& session, ReleaseReason reason) {
  for (const auto& [id, alarm] : draft.state().alarms.open()) {
    if (!alarm.claimed() || alarm.owner_session != session) continue;
    give_back(draft, alarm, reason);
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
  if (!present && room)
    draft.add(ConsoleConnected{input.session, input.user, input.role, input.municipalities});
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

std::optional<Instant> next_console(const State& state) {
  std::optional<Instant> next;
  for (const auto& [session, console] : state.consoles) {
    if (console.gone_at) next = next ? std::min(*next, *console.gone_at) : *console.gone_at;
  }
  return next;
}

void end_lost_consoles(Draft& draft) {
  for (const auto& [session, console] : draft.state().consoles) {
    if (console.gone_at && *console.gone_at <= draft.now())
      end_console(draft, session, ReleaseReason::ConsoleLost);
  }
}

}  // namespace varde::core
