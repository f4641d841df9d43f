#include "broker/core/authorize.h"

#include <algorithm>

#include "broker/core/rules.h"

namespace varde::core {

bool may(Role role, Action action) {
  using enum Action;
  switch (role) {
    case Role::Operator: return action != ViewUndecoded;
    case Role::Technician:
      return action == ViewAlarms || action == Acknowledge || action == AddNote ||
             action == ViewUndecoded || action == ViewStatus || action == Except ||
             action == CommandDevice;
    case Role::Integrator: return action == ViewUndecoded || action == ViewStatus;
    case Role::Manager:
      return action == ViewAlarms || action == AddNote || action == ViewStatus || action == Except;
    case Role::Admin:
      return action == ViewAlarms || action == ViewUndecoded || action == ViewStatus;
    case Role::Unspecified: return false;
  }
  return false;
}

bool in_scope(const Actor& actor, const MunicipalityId& municipality) {
  return municipality.empty() || actor.municipalities.empty() ||
         std::ranges::find(actor.municipalities, municipality) != actor.municipalities.end();
}

bool authorize(const Actor& actor, Action action, const MunicipalityId& municipality,
               AlarmType type) {
  if (!may(actor.role, action) || !in_scope(actor, municipality)) return false;
  return actor.role != Role::Technician || action != Action::Acknowledge || is_technical(type);
}

}  // namespace varde::core
