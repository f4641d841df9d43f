#include "broker/core/presence.h"

#include <algorithm>

namespace varde::core {

bool serves(const Console& console, const MunicipalityId& municipality) {
  return console.role == Role::Operator &&
         (municipality.empty() || console.municipalities.empty() ||
          std::ranges::find(console.municipalities, municipality) != console.municipalities.end());
}

std::set<UserId> operators_at_consoles(const State& state, const MunicipalityId& municipality,
                                       Instant now) {
  std::set<UserId> users;
  for (const auto& [session, console] : state.consoles) {
    const bool there = !console.gone_at || *console.gone_at > now;
    if (there && serves(console, municipality)) users.insert(console.user);
  }
  return users;
}

std::set<UserId> operators_on_duty(const State& state, const MunicipalityId& municipality,
                                   Instant now) {
  std::set<UserId> users = operators_at_consoles(state, municipality, now);
  std::erase_if(users, [&](const UserId& user) { return !state.duty.on_shift.contains(user); });
  return users;
}

bool is_present_operator(const State& state, const UserId& user,
                         const MunicipalityId& municipality) {
  return std::ranges::any_of(state.consoles, [&](const auto& entry) {
    const Console& console = entry.second;
    return console.user == user && !console.gone_at && serves(console, municipality);
  });
}

}  // namespace varde::core
