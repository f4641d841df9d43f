// Work for the shell: what the outside must do because of a decision.
//
// An effect is requested by an event and concluded by one. It runs only after the request is on
// disk, and again after a restart if nothing concluded it, so its receiver may see it twice: `id`
// is the idempotency key.
#pragma once

#include <variant>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// Tell a person's device how far the response to its alarm has come.
struct TellDevice {
  LinkId link;  // Where the device was last heard.
  DeviceRef device;
  AlarmId alarm;
  AlarmType type = AlarmType::Unspecified;
  ResponseState response = ResponseState::Unspecified;
  friend bool operator==(const TellDevice&, const TellDevice&) = default;
};

struct Effect {
  EffectId id;
  Instant expires_at;  // Not run at or after this.
  std::variant<TellDevice> what;
  friend bool operator==(const Effect&, const Effect&) = default;
};

}  // namespace varde::core
