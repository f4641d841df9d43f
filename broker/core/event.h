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
#include "broker/core/exception.h"
#include "broker/core/policies.h"
#include "broker/core/ruleset.h"
#include "broker/core/signal.h"
#include "broker/core/timers.h"
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
  std::string site_kind{};  // "dwelling", "nursing home", "pump station": for rules.
  std::string area{};       // What may fail together: a valley, a substation's district.
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

// How often a device must be heard of. Without an interval it is not supervised so.
struct SupervisionClocks {
  std::optional<Duration> heard_within;   // Any message.
  std::optional<Duration> tested_within;  // A function test.
  friend bool operator==(const SupervisionClocks&, const SupervisionClocks&) = default;
};

struct Device {
  DeviceRef ref;
  PositionId position;
  std::string type;
  std::optional<VendorDevice> vendor{};  // None: it speaks Varde's language.
  std::string gateway{};  // Through which it speaks, where it is known: one box that may fail.
  std::string network{};  // Whose mobile network or line it uses.
  SupervisionClocks supervision{};
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
  bool test = false;    // Raised while on test: marked all the way, and never in the duty queue.
  IncidentId incident;  // That it is part of; none: it stands for itself.
  PolicyId policy;      // That escalates it; empty: none.
  std::optional<Instant> escalate_at{};  // When its first step is due.
  friend bool operator==(const AlarmRaised&, const AlarmRaised&) = default;
};

struct AlarmRepeated {
  AlarmId alarm;
  LogPosition cause;
  std::optional<SignalKey> key;
  bool realarm = false;       // It is unacknowledged again.
  bool other_device = false;  // Not the one that raised it.
  // Another condition of the same matter (a fall and the call after it); unspecified: the same.
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;  // More urgent from now on; unspecified: as it was.
  DeviceRef device{};                         // The other one; empty: that which raised it.
  std::optional<Instant> respond_by{};        // Sooner from now on; none: as it was.
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

// Nobody has the alarm any more. A call, and whatever is critical for a person, is unacknowledged
// again: who recognised it has let it go.
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
  Role role = Role::Unspecified;
  std::vector<MunicipalityId> municipalities{};  // Empty: all.
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

// The rules are these from now on.
struct RulesChanged {
  Ruleset rules;
  friend bool operator==(const RulesChanged&, const RulesChanged&) = default;
};

struct PoliciesChanged {
  Policies policies;
  friend bool operator==(const PoliciesChanged&, const PoliciesChanged&) = default;
};

struct TimerSet {
  TimerKey key;
  Timer timer;
  friend bool operator==(const TimerSet&, const TimerSet&) = default;
};

struct TimerCleared {
  TimerKey key;
  friend bool operator==(const TimerCleared&, const TimerCleared&) = default;
};

// Out of the queue for a time. Comes back by itself.
struct AlarmShelved {
  AlarmId alarm;
  UserId user;
  std::string reason;
  Instant until;
  friend bool operator==(const AlarmShelved&, const AlarmShelved&) = default;
};

struct AlarmUnshelved {
  AlarmId alarm;
  UserId user;  // Empty: its time was over.
  friend bool operator==(const AlarmUnshelved&, const AlarmUnshelved&) = default;
};

// Its owner was reminded that it will come back.
struct ShelfReminded {
  AlarmId alarm;
  friend bool operator==(const ShelfReminded&, const ShelfReminded&) = default;
};

// Unchanged for limits::kStaleAge.
struct AlarmBecameStale {
  AlarmId alarm;
  friend bool operator==(const AlarmBecameStale&, const AlarmBecameStale&) = default;
};

// It comes and goes; while it does, going is not enough to end it.
struct AlarmChattered {
  AlarmId alarm;
  bool chattering = false;
  friend bool operator==(const AlarmChattered&, const AlarmChattered&) = default;
};

struct ExceptionBegun {
  ServiceException exception;
  friend bool operator==(const ExceptionBegun&, const ExceptionBegun&) = default;
};

struct ExceptionEnded {
  ExceptionId exception;
  UserId user;  // Empty: its time was over.
  friend bool operator==(const ExceptionEnded&, const ExceptionEnded&) = default;
};

// One step of the policy was taken.
struct AlarmEscalated {
  AlarmId alarm;
  PolicyId policy;
  std::uint32_t step = 0;   // Counts from 0.
  std::uint32_t round = 0;  // Counts from 0.
  StepKind kind = StepKind::Unspecified;
  std::vector<std::string> reached;  // Users, people, receivers.
  std::string not_reached;           // Why nobody; empty where somebody was.
  std::optional<Instant> next_at;    // When the next step is due; none: that was the last.
  std::uint32_t next_step = 0;
  std::optional<Instant> base{};  // Of the next round, where this was the last step of one.
  // The step had seemed to reach somebody; by now each of its notifications has failed.
  bool failed{};
  friend bool operator==(const AlarmEscalated&, const AlarmEscalated&) = default;
};

// Begins anew, because nobody has the alarm any more.
struct EscalationRestarted {
  AlarmId alarm;
  PolicyId policy;
  std::optional<Instant> next_at;
  friend bool operator==(const EscalationRestarted&, const EscalationRestarted&) = default;
};

// The owner asks another to take over.
struct ClaimOffered {
  AlarmId alarm;
  UserId user;
  UserId to;
  friend bool operator==(const ClaimOffered&, const ClaimOffered&) = default;
};

struct ClaimOfferEnded {
  AlarmId alarm;
  UserId user;  // Who ended it: declined, or withdrew.
  bool accepted = false;
  friend bool operator==(const ClaimOfferEnded&, const ClaimOfferEnded&) = default;
};

struct ShiftBegun {
  UserId user;
  std::vector<MunicipalityId> municipalities{};  // Empty: all.
  friend bool operator==(const ShiftBegun&, const ShiftBegun&) = default;
};

struct ShiftEnded {
  UserId user;
  std::string note;  // For whoever comes next.
  friend bool operator==(const ShiftEnded&, const ShiftEnded&) = default;
};

struct IncidentOpened {
  IncidentId incident;
  MunicipalityId municipality;
  IncidentCause cause = IncidentCause::Unspecified;
  std::string subject;
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
  Instant respond_by;
  std::vector<AlarmId> members;  // Already raised; further ones name the incident themselves.
  friend bool operator==(const IncidentOpened&, const IncidentOpened&) = default;
};

// Each member that was open then has its own AlarmAcknowledged beside it.
struct IncidentAcknowledged {
  IncidentId incident;
  UserId user;
  friend bool operator==(const IncidentAcknowledged&, const IncidentAcknowledged&) = default;
};

// No member is open any more.
struct IncidentClosed {
  IncidentId incident;
  friend bool operator==(const IncidentClosed&, const IncidentClosed&) = default;
};

struct FloodChanged {
  MunicipalityId municipality;
  bool flood = false;
  std::uint32_t alarms = 0;  // New ones in limits::kFloodWindow.
  std::uint32_t operators = 0;
  friend bool operator==(const FloodChanged&, const FloodChanged&) = default;
};

struct HealthChanged {
  HealthSubject subject = HealthSubject::Unspecified;
  std::string name;  // Which receiver; empty where there is one.
  bool well = false;
  std::string detail;
  friend bool operator==(const HealthChanged&, const HealthChanged&) = default;
};

using EventBody = std::variant<
    BrokerStarted, RegisterChanged, MessageReceived, MessageUndecodable, LinkChanged, AlarmRaised,
    AlarmRepeated, AlarmReturnedToNormal, AlarmAcknowledged, AlarmClaimed, ClaimReleased, NoteAdded,
    ResponderDispatched, AlarmResolved, ConsoleConnected, ConsoleLost, ConsoleGone, EffectRequested,
    EffectConcluded, AdapterChanged, RulesChanged, PoliciesChanged, TimerSet, TimerCleared,
    AlarmShelved, AlarmUnshelved, ShelfReminded, AlarmBecameStale, AlarmChattered, ExceptionBegun,
    ExceptionEnded, AlarmEscalated, EscalationRestarted, ClaimOffered, ClaimOfferEnded, ShiftBegun,
    ShiftEnded, IncidentOpened, IncidentAcknowledged, IncidentClosed, FloodChanged, HealthChanged>;

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
