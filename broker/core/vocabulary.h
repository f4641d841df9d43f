// The words of the domain. The numbers are those of proto/varde/v1/vocabulary.proto (held equal by
// broker/wire), because they are what the log stores; the words are what people and JSON read.
#pragma once

#include <cstdint>

namespace varde::core {

enum class SignalKind : std::uint8_t {
  Unspecified = 0,
  HelpCall = 1,
  Fall = 2,
  BedExit = 3,
  BedEntry = 4,
  Inactivity = 5,
  DoorOpened = 6,
  DoorClosed = 7,
  DoorUnlocked = 8,
  DoorLocked = 9,
  Position = 10,
  ZoneEntered = 11,
  ZoneLeft = 12,
  MedicationTaken = 13,
  MedicationMissed = 14,
  SupervisionRequested = 15,
  Wandering = 16,
  Enuresis = 17,
  Epilepsy = 18,
  Smoke = 19,
  Heat = 20,
  Fire = 21,
  Co = 22,
  Gas = 23,
  Intrusion = 24,
  Panic = 25,
  Access = 26,
  WaterLeak = 27,
  WaterLevel = 28,
  PumpFault = 29,
  Temperature = 30,
  Humidity = 31,
  MainsLost = 32,
  MainsRestored = 33,
  BatteryLow = 34,
  BatteryOk = 35,
  Tamper = 36,
  Fault = 37,
  FaultCleared = 38,
  Online = 39,
  Offline = 40,
  Heartbeat = 41,
  Test = 42,
  Cancelled = 43,
  Presence = 44,
};

enum class SignalState : std::uint8_t {
  Unspecified = 0,
  Active = 1,
  Normal = 2,
  Fault = 3,
  Unknown = 4,
  Test = 5
};

// Lower is more urgent.
enum class Priority : std::uint8_t { Unspecified = 0, Critical = 1, High = 2, Medium = 3, Low = 4 };

enum class AlarmType : std::uint8_t {
  Unspecified = 0,
  HelpCall = 1,
  Fall = 2,
  Panic = 3,
  Epilepsy = 4,
  Smoke = 5,
  Heat = 6,
  Fire = 7,
  Co = 8,
  Gas = 9,
  Wandering = 10,
  MedicationMissed = 11,
  Intrusion = 12,
  WaterLeak = 13,
  PumpFault = 14,
  MainsLost = 15,
  BatteryLow = 16,
  Tamper = 17,
  Fault = 18,
  Offline = 19,
  UndecodableMessage = 20,
  UnregisteredDevice = 21,
  UnknownMunicipality = 22,
  SupervisionRequested = 23,
  Enuresis = 24,
  Inactivity = 25,
  LinkDown = 26,
  SessionForgotten = 27,
  AdapterQuarantined = 28,
  TemperatureLow = 29,
  TemperatureHigh = 30,
  Humidity = 31,
  BedExitOverdue = 32,
  ZoneLeft = 33,
  DoorOpen = 34,
  WaterLevel = 35,
  Lift = 36,
  Access = 37,
  ValueMissing = 38,    // A kind of signal that should come does not, though the device speaks.
  NeverHeard = 39,      // Installed, and not a word since.
  TestMissing = 40,     // No function test within its interval.
  RestoreOverdue = 41,  // Resolved, but the condition never returned to normal.
  NobodyOnDuty = 42,
  AloneOnDuty = 43,
  ReceiverDown = 44,
  StorageLow = 45,
  ClockStep = 46,
  QueueDeep = 47,
};

enum class Condition : std::uint8_t { Unspecified = 0, Active = 1, Normal = 2 };

enum class ResponseState : std::uint8_t {
  Unspecified = 0,
  Queued = 1,
  Claimed = 2,
  Dispatched = 3,
  Resolved = 4
};

enum class Outcome : std::uint8_t {
  Unspecified = 0,
  Assisted = 1,
  HandledByPhone = 2,
  HandedOver = 3,
  FalseAlarm = 4,
  DeviceFault = 5,
  NoContact = 6,
  ReturnedToNormal = 7,
  Duplicate = 8,
  Test = 9,
};

enum class ReleaseReason : std::uint8_t {
  Unspecified = 0,
  OperatorReleased = 1,
  ConsoleLost = 2,
  LoggedOut = 3
};

// Why an alarm is not worked like others: the devices it comes from are not to be believed for now.
enum class ExceptionKind : std::uint8_t {
  Unspecified = 0,
  OnTest = 1,        // Alarms travel the whole path, marked, to the technician.
  OutOfService = 2,  // What it says is logged, and raises nothing.
};

enum class DayType : std::uint8_t {
  Unspecified = 0,
  Workday = 1,
  Saturday = 2,
  Sunday = 3,
  Holiday = 4,  // A public holiday, whatever the day of the week.
};

enum class StepKind : std::uint8_t {
  Unspecified = 0,
  Realert = 1,       // All consoles of the municipality, once more and louder.
  NextOperator = 2,  // Operators on shift who have not had it.
  OnCall = 3,        // Whoever the schedule names now.
  Group = 4,         // Everybody in it.
  Receiver = 5,      // A system: a backup centre, a siren, a corridor display.
};

enum class Channel : std::uint8_t { Unspecified = 0, Sms = 1, Email = 2, Webhook = 3, Mqtt = 4 };

// What made many alarms one incident.
enum class IncidentCause : std::uint8_t {
  Unspecified = 0,
  Gateway = 1,
  Site = 2,
  Network = 3,  // The operator of the mobile network or line.
  Area = 4,
  Municipality = 5,
  Rule = 6,
};

enum class DeviceCommand : std::uint8_t { Unspecified = 0, OpenDoor = 1, Reset = 2, Locate = 3 };

// What of Varde itself and its surroundings is supervised.
enum class HealthSubject : std::uint8_t {
  Unspecified = 0,
  Storage = 1,
  Clock = 2,
  Queue = 3,
  Receiver = 4,
};

enum class EffectOutcome : std::uint8_t { Unspecified = 0, Delivered = 1, Failed = 2, Expired = 3 };

enum class Role : std::uint8_t {
  Unspecified = 0,
  Operator = 1,
  Technician = 2,
  Integrator = 3,
  Manager = 4,
  Admin = 5
};

enum class DecodeFailureKind : std::uint8_t {
  Unspecified = 0,
  UnknownTopic = 1,
  PayloadTooLarge = 2,
  Malformed = 3,
  UnknownKind = 4,
  OutOfRange = 5,
  InvalidName = 6,
  CodecStopped = 7,
  BadResult = 8,
  Quarantined = 9,
  UnknownDevice = 10,
};

}  // namespace varde::core
