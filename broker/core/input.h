// What the core is asked to decide: a message from the field, a command from a person, or a timer.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "broker/base/ids.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// What a message says of one device; or why it could not be decoded.
using Content = std::variant<std::vector<Signal>, DecodeFailure>;

struct Report {
  DeviceRef device;
  Content content;
};

// A message from the field after its adapter: decoded, or not.
struct FieldMessage {
  RawMessage raw;
  DeviceRef device;  // As far as the topic told it.
  Content content;
  // What it says of further devices. With `device`, at most limits::kReportsPerMessage.
  std::vector<Report> others;
  LogPosition replay_of{};  // Where it stands as undecodable; none: it has just come.
};

// Who asks. Made by the shell from the log-in; the core decides what that may do.
struct Actor {
  UserId user;
  SessionId session;
  Role role = Role::Unspecified;
  std::vector<MunicipalityId> municipalities{};  // Empty: all.of them.
};

struct Claim {};
struct Release {};
struct Acknowledge {};
struct AddNote {
  std::string text;
};
struct Dispatch {
  std::string responder;
  std::string text;
};
struct Resolve {
  Outcome outcome = Outcome::Unspecified;
  std::string text;
};

struct Shelve {
  std::string reason;
  Duration duration{0};  // At most limits::kLongestShelf.
};
struct Unshelve {};
struct OfferClaim {
  UserId to;
};
struct AcceptClaim {};
struct DeclineClaim {};  // Or withdraw the offer.

// These are about no alarm.
struct ClaimNext {};  // The most urgent that nobody has.
struct BeginException {
  ExceptionKind kind = ExceptionKind::Unspecified;
  ExceptionScope scope;
  std::string reason;
  Duration duration{0};
};
struct EndException {
  ExceptionId exception;
};
struct BeginShift {};
struct EndShift {
  std::string note;
};
struct AcknowledgeIncident {
  IncidentId incident;
};
struct ResolveIncident {
  IncidentId incident;
  Outcome outcome = Outcome::Unspecified;
  std::string text;
};
// With `Command::alarm`, for that alarm.
struct CommandDevice {
  DeviceRef device;
  DeviceCommand command = DeviceCommand::Unspecified;
};

using Act =
    std::variant<Claim, Release, Acknowledge, AddNote, Dispatch, Resolve, Shelve, Unshelve,
                 OfferClaim, AcceptClaim, DeclineClaim, ClaimNext, BeginException, EndException,
                 BeginShift, EndShift, AcknowledgeIncident, ResolveIncident, CommandDevice>;

// What a person wishes to happen.
struct Command {
  Actor actor;
  std::string key;  // Idempotency key; empty: none. At most limits::kCommandKeyBytes.
  AlarmId alarm;    // None: the act is about no alarm.
  Act act;
};

struct StartBroker {
  std::string version;
  std::vector<LinkId> links;  // The configured ones.
};

// The register as it should be from now on.
struct ApplyRegister {
  std::vector<Municipality> municipalities;
  std::vector<Position> positions;
  std::vector<Device> devices;
};

struct ChangeLink {
  LinkId link;
  bool up = false;
  std::string detail;
  bool forgotten = false;  // Came up to a broker that had lost what it kept for Varde.
};

// A vendor's adapter is out of use, or in use again.
struct ChangeAdapter {
  AdapterId adapter;
  std::string version;
  bool quarantined = false;
  std::string detail;
};

// The rules and the policies as they should be from now on.
struct ApplyRules {
  Ruleset rules;
};
struct ApplyPolicies {
  Policies policies;
};

// How something that Varde depends on is.
struct ReportHealth {
  HealthSubject subject = HealthSubject::Unspecified;
  std::string name;  // Which receiver; empty where there is one.
  bool well = false;
  std::string detail;
};

struct ConnectConsole {
  SessionId session;
  UserId user;
  Role role = Role::Unspecified;
  std::vector<MunicipalityId> municipalities{};  // Empty: all.
};
struct LoseConsole {
  SessionId session;
};
struct LogOut {
  SessionId session;
};

// An effect has ended, or given up.
struct ConcludeEffect {
  EffectId effect;
  EffectOutcome outcome = EffectOutcome::Unspecified;
  std::string detail;
};

// Time has passed: `next_wakeup` has come.
struct Tick {};

using Input = std::variant<FieldMessage, Command, StartBroker, ApplyRegister, ChangeLink,
                           ChangeAdapter, ConnectConsole, LoseConsole, LogOut, ConcludeEffect, Tick,
                           ApplyRules, ApplyPolicies, ReportHealth>;

}  // namespace varde::core
