// Holds the numbers of the core's words equal to those they are stored under. A word added to one
// side only does not compile.
#include "broker/wire/enums.h"

#include <cstddef>

namespace varde::wire {
namespace {

template <class Core>
struct Pair {
  Core core;
  typename Words<Core>::Code stored;
};

template <class Core, std::size_t kCount>
constexpr bool same_numbers(const Pair<Core> (&pairs)[kCount]) {
  for (const auto& pair : pairs) {
    if (to_code(pair.core) != pair.stored) return false;
  }
  // Stored words are dense from 0: as many pairs as words means that none is left out.
  return kCount == static_cast<std::size_t>(Words<Core>::Code_ARRAYSIZE);
}

constexpr bool same_signal_kind() {
  using enum core::SignalKind;
  using W = v1::SignalKind;
  return same_numbers<core::SignalKind>({
      {Unspecified, W::unspecified},
      {HelpCall, W::help_call},
      {Fall, W::fall},
      {BedExit, W::bed_exit},
      {BedEntry, W::bed_entry},
      {Inactivity, W::inactivity},
      {DoorOpened, W::door_opened},
      {DoorClosed, W::door_closed},
      {DoorUnlocked, W::door_unlocked},
      {DoorLocked, W::door_locked},
      {Position, W::position},
      {ZoneEntered, W::zone_entered},
      {ZoneLeft, W::zone_left},
      {MedicationTaken, W::medication_taken},
      {MedicationMissed, W::medication_missed},
      {SupervisionRequested, W::supervision_requested},
      {Wandering, W::wandering},
      {Enuresis, W::enuresis},
      {Epilepsy, W::epilepsy},
      {Smoke, W::smoke},
      {Heat, W::heat},
      {Fire, W::fire},
      {Co, W::co},
      {Gas, W::gas},
      {Intrusion, W::intrusion},
      {Panic, W::panic},
      {Access, W::access},
      {WaterLeak, W::water_leak},
      {WaterLevel, W::water_level},
      {PumpFault, W::pump_fault},
      {Temperature, W::temperature},
      {Humidity, W::humidity},
      {MainsLost, W::mains_lost},
      {MainsRestored, W::mains_restored},
      {BatteryLow, W::battery_low},
      {BatteryOk, W::battery_ok},
      {Tamper, W::tamper},
      {Fault, W::fault},
      {FaultCleared, W::fault_cleared},
      {Online, W::online},
      {Offline, W::offline},
      {Heartbeat, W::heartbeat},
      {Test, W::test},
      {Cancelled, W::cancelled},
      {Presence, W::presence},
  });
}
static_assert(same_signal_kind());

constexpr bool same_signal_state() {
  using enum core::SignalState;
  using W = v1::SignalState;
  return same_numbers<core::SignalState>({
      {Unspecified, W::unspecified},
      {Active, W::active},
      {Normal, W::normal},
      {Fault, W::fault},
      {Unknown, W::unknown},
      {Test, W::test},
  });
}
static_assert(same_signal_state());

constexpr bool same_priority() {
  using enum core::Priority;
  using W = v1::Priority;
  return same_numbers<core::Priority>({
      {Unspecified, W::unspecified},
      {Critical, W::critical},
      {High, W::high},
      {Medium, W::medium},
      {Low, W::low},
  });
}
static_assert(same_priority());

constexpr bool same_alarm_type() {
  using enum core::AlarmType;
  using W = v1::AlarmType;
  return same_numbers<core::AlarmType>({
      {Unspecified, W::unspecified},
      {HelpCall, W::help_call},
      {Fall, W::fall},
      {Panic, W::panic},
      {Epilepsy, W::epilepsy},
      {Smoke, W::smoke},
      {Heat, W::heat},
      {Fire, W::fire},
      {Co, W::co},
      {Gas, W::gas},
      {Wandering, W::wandering},
      {MedicationMissed, W::medication_missed},
      {Intrusion, W::intrusion},
      {WaterLeak, W::water_leak},
      {PumpFault, W::pump_fault},
      {MainsLost, W::mains_lost},
      {BatteryLow, W::battery_low},
      {Tamper, W::tamper},
      {Fault, W::fault},
      {Offline, W::offline},
      {UndecodableMessage, W::undecodable_message},
      {UnregisteredDevice, W::unregistered_device},
      {UnknownMunicipality, W::unknown_municipality},
      {SupervisionRequested, W::supervision_requested},
      {Enuresis, W::enuresis},
      {Inactivity, W::inactivity},
      {LinkDown, W::link_down},
      {SessionForgotten, W::session_forgotten},
      {AdapterQuarantined, W::adapter_quarantined},
      {TemperatureLow, W::temperature_low},
      {TemperatureHigh, W::temperature_high},
      {Humidity, W::humidity},
      {BedExitOverdue, W::bed_exit_overdue},
      {ZoneLeft, W::zone_left},
      {DoorOpen, W::door_open},
      {WaterLevel, W::water_level},
      {Lift, W::lift},
      {Access, W::access},
      {ValueMissing, W::value_missing},
      {NeverHeard, W::never_heard},
      {TestMissing, W::test_missing},
      {RestoreOverdue, W::restore_overdue},
      {NobodyOnDuty, W::nobody_on_duty},
      {AloneOnDuty, W::alone_on_duty},
      {ReceiverDown, W::receiver_down},
      {StorageLow, W::storage_low},
      {ClockStep, W::clock_step},
      {QueueDeep, W::queue_deep},
  });
}
static_assert(same_alarm_type());

constexpr bool same_condition() {
  using enum core::Condition;
  using W = v1::Condition;
  return same_numbers<core::Condition>({
      {Unspecified, W::unspecified},
      {Active, W::active},
      {Normal, W::normal},
  });
}
static_assert(same_condition());

constexpr bool same_response_state() {
  using enum core::ResponseState;
  using W = v1::ResponseState;
  return same_numbers<core::ResponseState>({
      {Unspecified, W::unspecified},
      {Queued, W::queued},
      {Claimed, W::claimed},
      {Dispatched, W::dispatched},
      {Resolved, W::resolved},
  });
}
static_assert(same_response_state());

constexpr bool same_outcome() {
  using enum core::Outcome;
  using W = v1::Outcome;
  return same_numbers<core::Outcome>({
      {Unspecified, W::unspecified},
      {Assisted, W::assisted},
      {HandledByPhone, W::handled_by_phone},
      {HandedOver, W::handed_over},
      {FalseAlarm, W::false_alarm},
      {DeviceFault, W::device_fault},
      {NoContact, W::no_contact},
      {ReturnedToNormal, W::returned_to_normal},
      {Duplicate, W::duplicate},
      {Test, W::test},
  });
}
static_assert(same_outcome());

constexpr bool same_release_reason() {
  using enum core::ReleaseReason;
  using W = v1::ReleaseReason;
  return same_numbers<core::ReleaseReason>({
      {Unspecified, W::unspecified},
      {OperatorReleased, W::operator_released},
      {ConsoleLost, W::console_lost},
      {LoggedOut, W::logged_out},
  });
}
static_assert(same_release_reason());

constexpr bool same_effect_outcome() {
  using enum core::EffectOutcome;
  using W = v1::EffectOutcome;
  return same_numbers<core::EffectOutcome>({
      {Unspecified, W::unspecified},
      {Delivered, W::delivered},
      {Failed, W::failed},
      {Expired, W::expired},
  });
}
static_assert(same_effect_outcome());

constexpr bool same_role() {
  using enum core::Role;
  using W = v1::Role;
  return same_numbers<core::Role>({
      {Unspecified, W::unspecified},
      {Operator, W::operator_},
      {Technician, W::technician},
      {Integrator, W::integrator},
      {Manager, W::manager},
      {Admin, W::admin},
  });
}
static_assert(same_role());

constexpr bool same_decode_failure_kind() {
  using enum core::DecodeFailureKind;
  using W = v1::DecodeFailureKind;
  return same_numbers<core::DecodeFailureKind>({
      {Unspecified, W::unspecified},
      {UnknownTopic, W::unknown_topic},
      {PayloadTooLarge, W::payload_too_large},
      {Malformed, W::malformed},
      {UnknownKind, W::unknown_kind},
      {OutOfRange, W::out_of_range},
      {InvalidName, W::invalid_name},
      {CodecStopped, W::codec_stopped},
      {BadResult, W::bad_result},
      {Quarantined, W::quarantined},
      {UnknownDevice, W::unknown_device},
  });
}
static_assert(same_decode_failure_kind());

constexpr bool same_exception_kind() {
  using enum core::ExceptionKind;
  using W = v1::ExceptionKind;
  return same_numbers<core::ExceptionKind>({
      {Unspecified, W::unspecified},
      {OnTest, W::on_test},
      {OutOfService, W::out_of_service},
  });
}
static_assert(same_exception_kind());

constexpr bool same_day_type() {
  using enum core::DayType;
  using W = v1::DayType;
  return same_numbers<core::DayType>({
      {Unspecified, W::unspecified},
      {Workday, W::workday},
      {Saturday, W::saturday},
      {Sunday, W::sunday},
      {Holiday, W::holiday},
  });
}
static_assert(same_day_type());

constexpr bool same_step_kind() {
  using enum core::StepKind;
  using W = v1::StepKind;
  return same_numbers<core::StepKind>({
      {Unspecified, W::unspecified},
      {Realert, W::realert},
      {NextOperator, W::next_operator},
      {OnCall, W::on_call},
      {Group, W::group},
      {Receiver, W::receiver},
  });
}
static_assert(same_step_kind());

constexpr bool same_channel() {
  using enum core::Channel;
  using W = v1::Channel;
  return same_numbers<core::Channel>({
      {Unspecified, W::unspecified},
      {Sms, W::sms},
      {Email, W::email},
      {Webhook, W::webhook},
      {Mqtt, W::mqtt},
  });
}
static_assert(same_channel());

constexpr bool same_incident_cause() {
  using enum core::IncidentCause;
  using W = v1::IncidentCause;
  return same_numbers<core::IncidentCause>({
      {Unspecified, W::unspecified},
      {Gateway, W::gateway},
      {Site, W::site},
      {Network, W::network},
      {Area, W::area},
      {Municipality, W::municipality},
      {Rule, W::rule},
  });
}
static_assert(same_incident_cause());

constexpr bool same_device_command() {
  using enum core::DeviceCommand;
  using W = v1::DeviceCommand;
  return same_numbers<core::DeviceCommand>({
      {Unspecified, W::unspecified},
      {OpenDoor, W::open_door},
      {Reset, W::reset},
      {Locate, W::locate},
  });
}
static_assert(same_device_command());

constexpr bool same_health_subject() {
  using enum core::HealthSubject;
  using W = v1::HealthSubject;
  return same_numbers<core::HealthSubject>({
      {Unspecified, W::unspecified},
      {Storage, W::storage},
      {Clock, W::clock},
      {Queue, W::queue},
      {Receiver, W::receiver},
  });
}
static_assert(same_health_subject());

}  // namespace
}  // namespace varde::wire
