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

// Tell a person or a system of an alarm, through one of the outbound receivers. What they are told
// is made of the log by whoever sends it.
struct Notify {
  ReceiverId receiver;
  Channel channel = Channel::Unspecified;
  std::string address;     // Where the receiver wants one.
  PersonId person;         // Whom; empty: a system.
  AlarmId alarm;           // None: a reminder that `text` says.
  std::uint32_t step = 0;  // Of the alarm's escalation, with its round.
  std::uint32_t round = 0;
  std::string text;
  friend bool operator==(const Notify&, const Notify&) = default;
};

// Tell a device to do something.
struct SendCommand {
  LinkId link;
  DeviceRef device;
  DeviceCommand command = DeviceCommand::Unspecified;
  AlarmId alarm;  // For which; none: for a technician.
  UserId user;
  friend bool operator==(const SendCommand&, const SendCommand&) = default;
};

struct Effect {
  EffectId id;
  Instant expires_at;  // Not run at or after this.
  std::variant<TellDevice, Notify, SendCommand> what;
  friend bool operator==(const Effect&, const Effect&) = default;
};

}  // namespace varde::core
