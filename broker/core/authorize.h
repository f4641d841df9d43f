// Who may do what: the one place where a role and a municipality are checked.
#pragma once

#include <cstdint>

#include "broker/base/ids.h"
#include "broker/core/input.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

enum class Action : std::uint8_t {
  ViewAlarms,
  Claim,
  Release,
  Acknowledge,
  AddNote,
  Dispatch,
  Resolve,
  ViewUndecoded,
  ViewStatus,
  Shelve,
  Except,     // On test, out of service, and back.
  TakeShift,  // Come on shift, and go off.
  OpenDoor,
  CommandDevice,  // Other commands than to open a door.
};

inline constexpr Action kLastAction = Action::CommandDevice;

// True if `role` may do `action` at all, in some municipality and to some alarm.
[[nodiscard]] bool may(Role role, Action action);

// True if the actor is of the municipality. What belongs to none (an unknown municipality, a link)
// is everybody's, so that it is somebody's.
[[nodiscard]] bool in_scope(const Actor& actor, const MunicipalityId& municipality);

// True if `actor` may do `action` to an alarm of `type` in `municipality`. A technician
// acknowledges technical alarms only: a person's call is an operator's to recognise.
[[nodiscard]] bool authorize(const Actor& actor, Action action, const MunicipalityId& municipality,
                             AlarmType type);

}  // namespace varde::core
