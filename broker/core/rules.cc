#include "broker/core/rules.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "broker/base/assert.h"

namespace varde::core {
namespace {

using namespace std::chrono_literals;

struct SignalRule {
  SignalKind kind;
  Rule rule;
};

// Priorities: docs/reference/priorities.md.
constexpr std::array kSignalRules{
    SignalRule{SignalKind::HelpCall, {"help-call", AlarmType::HelpCall, Priority::Critical}},
    SignalRule{SignalKind::Fall, {"fall", AlarmType::Fall, Priority::Critical}},
    SignalRule{SignalKind::Panic, {"panic", AlarmType::Panic, Priority::Critical}},
    SignalRule{SignalKind::Epilepsy, {"epilepsy", AlarmType::Epilepsy, Priority::Critical}},
    SignalRule{SignalKind::Smoke, {"smoke", AlarmType::Smoke, Priority::Critical}},
    SignalRule{SignalKind::Heat, {"heat", AlarmType::Heat, Priority::Critical}},
    SignalRule{SignalKind::Fire, {"fire", AlarmType::Fire, Priority::Critical}},
    SignalRule{SignalKind::Co, {"co", AlarmType::Co, Priority::Critical}},
    SignalRule{SignalKind::Gas, {"gas", AlarmType::Gas, Priority::High}},
    SignalRule{SignalKind::Wandering, {"wandering", AlarmType::Wandering, Priority::High}},
    SignalRule{SignalKind::MedicationMissed,
               {"medication-missed", AlarmType::MedicationMissed, Priority::High}},
    SignalRule{SignalKind::SupervisionRequested,
               {"supervision-requested", AlarmType::SupervisionRequested, Priority::High}},
    SignalRule{SignalKind::Inactivity, {"inactivity", AlarmType::Inactivity, Priority::High}},
    SignalRule{SignalKind::Enuresis, {"enuresis", AlarmType::Enuresis, Priority::Medium}},
    SignalRule{SignalKind::Intrusion, {"intrusion", AlarmType::Intrusion, Priority::Medium}},
    SignalRule{SignalKind::WaterLeak, {"water-leak", AlarmType::WaterLeak, Priority::Medium}},
    SignalRule{SignalKind::PumpFault, {"pump-fault", AlarmType::PumpFault, Priority::Medium}},
    SignalRule{SignalKind::MainsLost, {"mains-lost", AlarmType::MainsLost, Priority::Low}},
    SignalRule{SignalKind::BatteryLow, {"battery-low", AlarmType::BatteryLow, Priority::Low}},
    SignalRule{SignalKind::Tamper, {"tamper", AlarmType::Tamper, Priority::Low}},
    SignalRule{SignalKind::Fault, {"fault", AlarmType::Fault, Priority::Low}},
    SignalRule{SignalKind::Offline, {"offline", AlarmType::Offline, Priority::Low}},
};

// Raised by Varde about what it was sent, not by a signal's kind. An undecodable message is high
// because nobody can say that it was not a call for help.
constexpr std::array kOwnRules{
    Rule{"undecodable-message", AlarmType::UndecodableMessage, Priority::High},
    Rule{"unregistered-device", AlarmType::UnregisteredDevice, Priority::Low},
    Rule{"unknown-municipality", AlarmType::UnknownMunicipality, Priority::Low},
    Rule{"link-down", AlarmType::LinkDown, Priority::High},
    Rule{"session-forgotten", AlarmType::SessionForgotten, Priority::High},
    Rule{"adapter-quarantined", AlarmType::AdapterQuarantined, Priority::High},
    Rule{"silent", AlarmType::Offline, Priority::Low},
    Rule{"never-heard", AlarmType::NeverHeard, Priority::Low},
    Rule{"test-missing", AlarmType::TestMissing, Priority::Low},
    Rule{"restore-overdue", AlarmType::RestoreOverdue, Priority::Low},
    Rule{"nobody-on-duty", AlarmType::NobodyOnDuty, Priority::High},
    Rule{"alone-on-duty", AlarmType::AloneOnDuty, Priority::Low},
    Rule{"receiver-down", AlarmType::ReceiverDown, Priority::High},
    Rule{"storage-low", AlarmType::StorageLow, Priority::High},
    Rule{"clock-step", AlarmType::ClockStep, Priority::High},
    Rule{"queue-deep", AlarmType::QueueDeep, Priority::High},
};

constexpr Rule kDetectorFault{"detector-fault", AlarmType::Fault, Priority::Low};

struct Return {
  SignalKind kind;
  std::array<AlarmType, 3> types;
  std::size_t count;
};

constexpr std::array kReturns{
    Return{SignalKind::Cancelled, {AlarmType::HelpCall, AlarmType::Fall, AlarmType::Panic}, 3},
    Return{SignalKind::MedicationTaken, {AlarmType::MedicationMissed}, 1},
    Return{SignalKind::MainsRestored, {AlarmType::MainsLost}, 1},
    Return{SignalKind::BatteryOk, {AlarmType::BatteryLow}, 1},
    Return{SignalKind::FaultCleared, {AlarmType::Fault}, 1},
    Return{SignalKind::Online, {AlarmType::Offline}, 1},
};

const SignalRule* find_rule(SignalKind kind) {
  const auto found = std::ranges::find(kSignalRules, kind, &SignalRule::kind);
  return found == kSignalRules.end() ? nullptr : &*found;
}

const Return* find_return(SignalKind kind) {
  const auto found = std::ranges::find(kReturns, kind, &Return::kind);
  return found == kReturns.end() ? nullptr : &*found;
}

}  // namespace

const Rule* rule_for(SignalKind kind, SignalState state) {
  const SignalRule* found = find_rule(kind);
  if (found == nullptr) return nullptr;
  switch (state) {
    case SignalState::Unspecified:
    case SignalState::Active: return &found->rule;
    case SignalState::Fault:
    case SignalState::Unknown: return &kDetectorFault;
    case SignalState::Normal:
    case SignalState::Test: return nullptr;
  }
  return &found->rule;
}

const Rule& rule_of(AlarmType type) {
  const auto found = std::ranges::find(kOwnRules, type, &Rule::type);
  VARDE_ASSERT(found != kOwnRules.end());
  return *found;
}

std::span<const AlarmType> returned_to_normal_by(SignalKind kind, SignalState state) {
  if (state == SignalState::Normal) {
    const SignalRule* found = find_rule(kind);
    if (found == nullptr) return {};
    return {&found->rule.type, 1};
  }
  if (state != SignalState::Active && state != SignalState::Unspecified) return {};
  const Return* found = find_return(kind);
  if (found == nullptr) return {};
  return {found->types.data(), found->count};
}

bool has_state(SignalKind kind) {
  return find_rule(kind) != nullptr || find_return(kind) != nullptr;
}

Clearing clearing_of(AlarmType type) {
  switch (type) {
    case AlarmType::WaterLeak:
    case AlarmType::PumpFault:
    case AlarmType::Tamper:
    case AlarmType::TemperatureLow:
    case AlarmType::TemperatureHigh:
    case AlarmType::Humidity:
    case AlarmType::WaterLevel:
    case AlarmType::DoorOpen:
    case AlarmType::ZoneLeft:
    case AlarmType::Lift:
    case AlarmType::Access:
    case AlarmType::ClockStep:
    case AlarmType::Intrusion: return Clearing::ByAcknowledge;
    case AlarmType::MainsLost:
    case AlarmType::BatteryLow:
    case AlarmType::Fault:
    case AlarmType::Offline:
    case AlarmType::LinkDown:
    case AlarmType::AdapterQuarantined:
    case AlarmType::UnregisteredDevice:
    case AlarmType::UnknownMunicipality:
    case AlarmType::ValueMissing:
    case AlarmType::NeverHeard:
    case AlarmType::TestMissing:
    case AlarmType::RestoreOverdue:
    case AlarmType::NobodyOnDuty:
    case AlarmType::AloneOnDuty:
    case AlarmType::ReceiverDown:
    case AlarmType::StorageLow:
    case AlarmType::QueueDeep: return Clearing::ByItself;
    default: return Clearing::ByOperator;
  }
}

bool is_technical(AlarmType type) {
  switch (type) {
    case AlarmType::MainsLost:
    case AlarmType::BatteryLow:
    case AlarmType::Tamper:
    case AlarmType::Fault:
    case AlarmType::Offline:
    case AlarmType::UndecodableMessage:
    case AlarmType::UnregisteredDevice:
    case AlarmType::UnknownMunicipality:
    case AlarmType::LinkDown:
    case AlarmType::AdapterQuarantined:
    case AlarmType::ValueMissing:
    case AlarmType::NeverHeard:
    case AlarmType::TestMissing:
    case AlarmType::RestoreOverdue:
    case AlarmType::ReceiverDown:
    case AlarmType::StorageLow:
    case AlarmType::ClockStep:
    case AlarmType::QueueDeep:
    case AlarmType::SessionForgotten: return true;
    default: return false;
  }
}

bool may_be_combined(AlarmType type) {
  return !is_technical(type) && type != AlarmType::NobodyOnDuty && type != AlarmType::AloneOnDuty;
}

bool is_own_rule(std::string_view id) {
  return std::ranges::find(kOwnRules, id, &Rule::id) != kOwnRules.end();
}

bool is_call(AlarmType type) {
  return type == AlarmType::HelpCall || type == AlarmType::Fall || type == AlarmType::Panic ||
         type == AlarmType::SupervisionRequested;
}

bool is_sustained(SignalKind kind) {
  const SignalRule* found = find_rule(kind);
  return found != nullptr && is_lasting(found->rule.type);
}

bool is_lasting(AlarmType type) {
  switch (type) {
    case AlarmType::Smoke:
    case AlarmType::Heat:
    case AlarmType::Fire:
    case AlarmType::Co:
    case AlarmType::Gas:
    case AlarmType::Intrusion:
    case AlarmType::WaterLeak:
    case AlarmType::PumpFault:
    case AlarmType::MainsLost:
    case AlarmType::BatteryLow:
    case AlarmType::Tamper:
    case AlarmType::Fault:
    case AlarmType::Offline: return true;
    default: return false;
  }
}

std::vector<SignalKind> counterparts_of(SignalKind kind) {
  std::vector<SignalKind> out;
  for (const Return& end : kReturns) {
    for (const AlarmType type : std::span(end.types).first(end.count)) {
      for (const SignalRule& rule : kSignalRules) {
        if (rule.rule.type != type) continue;
        if (end.kind == kind) out.push_back(rule.kind);
        if (rule.kind == kind) out.push_back(end.kind);
      }
    }
  }
  return out;
}

Duration response_target(Priority priority) {
  switch (priority) {
    case Priority::Critical: return 60s;
    case Priority::High: return 3min;
    case Priority::Medium: return 5min;
    case Priority::Low:
    case Priority::Unspecified: return 8h;
  }
  return 60s;
}

SignalKinds urgent_kinds(const Ruleset& rules) {
  SignalKinds kinds;
  for (const AlarmRule& rule : rules.rules) {
    const bool at_once = std::holds_alternative<OnSignal>(rule.form) ||
                         std::holds_alternative<Count>(rule.form) ||
                         std::holds_alternative<Confirmation>(rule.form);
    const bool urgent =
        rule.raise.type != AlarmType::Unspecified && rule.raise.priority <= Priority::High;
    if (!at_once || !urgent) continue;
    if (rule.match.kinds.empty()) return kinds.set();  // Of any kind.
    for (const SignalKind kind : rule.match.kinds) kinds.set(static_cast<std::size_t>(kind));
  }
  return kinds;
}

Priority urgency(std::span<const Signal> signals, const SignalKinds& urgent) {
  Priority most = Priority::Low;
  for (const Signal& signal : signals) {
    if (signal.history) continue;
    const Rule* rule = rule_for(signal.kind, signal.state);
    if (rule != nullptr) most = std::min(most, rule->priority);
    if (urgent.test(static_cast<std::size_t>(signal.kind))) most = std::min(most, Priority::High);
  }
  return most;
}

}  // namespace varde::core
