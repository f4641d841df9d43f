// The facts. Each is written to the log once and folded by `evolve` for ever after, so a field's
// meaning never changes; what is new gets a new field or a new event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

struct Municipality {
  MunicipalityId id;
  std::string name;
  friend bool operator==(const Municipality&, const Municipality&) = default;
};

// The role a device fills for a person or a place; outlives the device.
struct Position {
  PositionId id;
  MunicipalityId municipality;
  std::string name;  // Whom or what.
  std::string site;  // Where.
  std::string phone;
  std::string access;        // How to get in.
  std::string instructions;  // What to do first.
  std::optional<GeoPoint> location;
  friend bool operator==(const Position&, const Position&) = default;
};

// How a device that speaks a vendor's language is known there.
struct VendorDevice {
  std::string adapter;
  std::string address;     // What the vendor calls it: a serial number, a friendly name.
  std::string model;       // The device type in the adapter's manifest.
  std::string carrier;     // The adapter of the network that brings its messages; empty: none.
  std::string parameters;  // A JSON object, as the adapter wants it; empty: none.
  friend bool operator==(const VendorDevice&, const VendorDevice&) = default;
};

struct Device {
  DeviceRef ref;
  PositionId position;
  std::string type;
  std::optional<VendorDevice> vendor{};  // None: it speaks Varde's language.
  friend bool operator==(const Device&, const Device&) = default;
};

struct BrokerStarted {
  std::string version;
  std::vector<LinkId> links;  // The configured ones.
  friend bool operator==(const BrokerStarted&, const BrokerStarted&) = default;
};

struct RegisterChanged {
  std::vector<Municipality> put_municipalities;
  std::vector<Position> put_positions;
  std::vector<Device> put_devices;
  std::vector<MunicipalityId> removed_municipalities;
  std::vector<PositionId> removed_positions;
  std::vector<DeviceRef> removed_devices;
  friend bool operator==(const RegisterChanged&, const RegisterChanged&) = default;
};

struct MessageReceived {
  RawMessage raw;
  DeviceRef device;
  std::vector<Signal> signals;
  LogPosition
      replay_of{};  // Where it stands as undecodable, with its bytes; none: it has just come.
  friend bool operator==(const MessageReceived&, const MessageReceived&) = default;
};

struct MessageUndecodable {
  RawMessage raw;
  DeviceRef device;  // As far as the topic told it.
  DecodeFailure failure;
  friend bool operator==(const MessageUndecodable&, const MessageUndecodable&) = default;
};

struct LinkChanged {
  LinkId link;
  bool up = false;
  std::string detail;
  bool forgotten = false;  // Came up to a broker that had lost what it kept for Varde.
  friend bool operator==(const LinkChanged&, const LinkChanged&) = default;
};

// A vendor's adapter was stopped too often and is out of use, or is in use again.
struct AdapterChanged {
  AdapterId adapter;
  std::string version;
  bool quarantined = false;
  std::string detail;
  friend bool operator==(const AdapterChanged&, const AdapterChanged&) = default;
};

struct AlarmRaised {
  AlarmId alarm;
  MunicipalityId municipality;  // Whose operators see it; empty: everybody's.
  PositionId position;
  DeviceRef device;
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
  Instant respond_by;
  std::string rule;
  LogPosition cause;
  std::optional<SignalKey> key;
  friend bool operator==(const AlarmRaised&, const AlarmRaised&) = default;
};

struct AlarmRepeated {
  AlarmId alarm;
  LogPosition cause;
  std::optional<SignalKey> key;
  bool realarm = false;       // It is unacknowledged again.
  bool other_device = false;  // Not the one that raised it.
  friend bool operator==(const AlarmRepeated&, const AlarmRepeated&) = default;
};

struct AlarmReturnedToNormal {
  AlarmId alarm;
  LogPosition cause;
  friend bool operator==(const AlarmReturnedToNormal&, const AlarmReturnedToNormal&) = default;
};

struct AlarmAcknowledged {
  AlarmId alarm;
  UserId user;
  friend bool operator==(const AlarmAcknowledged&, const AlarmAcknowledged&) = default;
};

struct AlarmClaimed {
  AlarmId alarm;
  UserId user;
  SessionId session;
  friend bool operator==(const AlarmClaimed&, const AlarmClaimed&) = default;
};

struct ClaimReleased {
  AlarmId alarm;
  UserId user;
  ReleaseReason reason = ReleaseReason::Unspecified;
  friend bool operator==(const ClaimReleased&, const ClaimReleased&) = default;
};

struct NoteAdded {
  AlarmId alarm;
  UserId user;
  std::string text;
  friend bool operator==(const NoteAdded&, const NoteAdded&) = default;
};

struct ResponderDispatched {
  AlarmId alarm;
  UserId user;
  std::string responder;
  std::string text;
  friend bool operator==(const ResponderDispatched&, const ResponderDispatched&) = default;
};

struct AlarmResolved {
  AlarmId alarm;
  UserId user;  // Empty: cleared by rule, the condition being gone.
  Outcome outcome = Outcome::Unspecified;
  std::string text;
  friend bool operator==(const AlarmResolved&, const AlarmResolved&) = default;
};

struct ConsoleConnected {
  SessionId session;
  UserId user;
  friend bool operator==(const ConsoleConnected&, const ConsoleConnected&) = default;
};

// The console's last connection went; its claims are held until the grace time is over.
struct ConsoleLost {
  SessionId session;
  friend bool operator==(const ConsoleLost&, const ConsoleLost&) = default;
};

// The grace time is over, or the user logged out.
struct ConsoleGone {
  SessionId session;
  friend bool operator==(const ConsoleGone&, const ConsoleGone&) = default;
};

struct EffectRequested {
  Effect effect;
  friend bool operator==(const EffectRequested&, const EffectRequested&) = default;
};

struct EffectConcluded {
  EffectId effect;
  EffectOutcome outcome = EffectOutcome::Unspecified;
  std::string detail;
  friend bool operator==(const EffectConcluded&, const EffectConcluded&) = default;
};

using EventBody =
    std::variant<BrokerStarted, RegisterChanged, MessageReceived, MessageUndecodable, LinkChanged,
                 AlarmRaised, AlarmRepeated, AlarmReturnedToNormal, AlarmAcknowledged, AlarmClaimed,
                 ClaimReleased, NoteAdded, ResponderDispatched, AlarmResolved, ConsoleConnected,
                 ConsoleLost, ConsoleGone, EffectRequested, EffectConcluded, AdapterChanged>;

// The person's command that an event is the outcome of.
struct CommandRef {
  UserId user;
  std::string key;           // Idempotency key; empty where the caller sent none.
  std::uint64_t digest = 0;  // Of what was asked.
  friend bool operator==(const CommandRef&, const CommandRef&) = default;
};

struct Event {
  Instant at;
  std::optional<CommandRef> command;
  EventBody body;
  friend bool operator==(const Event&, const Event&) = default;
};

// The alarm that an event is about; none for the others.
[[nodiscard]] AlarmId alarm_of(const EventBody& body);

}  // namespace varde::core
