#include "broker/policy/words.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace varde::policy {
namespace {

using core::AlarmType;
using core::Channel;
using core::DayType;
using core::Priority;
using core::SignalKind;
using core::StepKind;

template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};

constexpr std::array kSignalKinds{
    Word{SignalKind::HelpCall, "help_call"},
    Word{SignalKind::Fall, "fall"},
    Word{SignalKind::BedExit, "bed_exit"},
    Word{SignalKind::BedEntry, "bed_entry"},
    Word{SignalKind::Inactivity, "inactivity"},
    Word{SignalKind::DoorOpened, "door_opened"},
    Word{SignalKind::DoorClosed, "door_closed"},
    Word{SignalKind::DoorUnlocked, "door_unlocked"},
    Word{SignalKind::DoorLocked, "door_locked"},
    Word{SignalKind::Position, "position"},
    Word{SignalKind::ZoneEntered, "zone_entered"},
    Word{SignalKind::ZoneLeft, "zone_left"},
    Word{SignalKind::MedicationTaken, "medication_taken"},
    Word{SignalKind::MedicationMissed, "medication_missed"},
    Word{SignalKind::SupervisionRequested, "supervision_requested"},
    Word{SignalKind::Wandering, "wandering"},
    Word{SignalKind::Enuresis, "enuresis"},
    Word{SignalKind::Epilepsy, "epilepsy"},
    Word{SignalKind::Smoke, "smoke"},
    Word{SignalKind::Heat, "heat"},
    Word{SignalKind::Fire, "fire"},
    Word{SignalKind::Co, "co"},
    Word{SignalKind::Gas, "gas"},
    Word{SignalKind::Intrusion, "intrusion"},
    Word{SignalKind::Panic, "panic"},
    Word{SignalKind::Access, "access"},
    Word{SignalKind::WaterLeak, "water_leak"},
    Word{SignalKind::WaterLevel, "water_level"},
    Word{SignalKind::PumpFault, "pump_fault"},
    Word{SignalKind::Temperature, "temperature"},
    Word{SignalKind::Humidity, "humidity"},
    Word{SignalKind::MainsLost, "mains_lost"},
    Word{SignalKind::MainsRestored, "mains_restored"},
    Word{SignalKind::BatteryLow, "battery_low"},
    Word{SignalKind::BatteryOk, "battery_ok"},
    Word{SignalKind::Tamper, "tamper"},
    Word{SignalKind::Fault, "fault"},
    Word{SignalKind::FaultCleared, "fault_cleared"},
    Word{SignalKind::Online, "online"},
    Word{SignalKind::Offline, "offline"},
    Word{SignalKind::Heartbeat, "heartbeat"},
    Word{SignalKind::Test, "test"},
    Word{SignalKind::Cancelled, "cancelled"},
    Word{SignalKind::Presence, "presence"},
};
constexpr std::array kAlarmTypes{
    Word{AlarmType::HelpCall, "help_call"},
    Word{AlarmType::Fall, "fall"},
    Word{AlarmType::Panic, "panic"},
    Word{AlarmType::Epilepsy, "epilepsy"},
    Word{AlarmType::Smoke, "smoke"},
    Word{AlarmType::Heat, "heat"},
    Word{AlarmType::Fire, "fire"},
    Word{AlarmType::Co, "co"},
    Word{AlarmType::Gas, "gas"},
    Word{AlarmType::Wandering, "wandering"},
    Word{AlarmType::MedicationMissed, "medication_missed"},
    Word{AlarmType::Intrusion, "intrusion"},
    Word{AlarmType::WaterLeak, "water_leak"},
    Word{AlarmType::PumpFault, "pump_fault"},
    Word{AlarmType::MainsLost, "mains_lost"},
    Word{AlarmType::BatteryLow, "battery_low"},
    Word{AlarmType::Tamper, "tamper"},
    Word{AlarmType::Fault, "fault"},
    Word{AlarmType::Offline, "offline"},
    Word{AlarmType::UndecodableMessage, "undecodable_message"},
    Word{AlarmType::UnregisteredDevice, "unregistered_device"},
    Word{AlarmType::UnknownMunicipality, "unknown_municipality"},
    Word{AlarmType::SupervisionRequested, "supervision_requested"},
    Word{AlarmType::Enuresis, "enuresis"},
    Word{AlarmType::Inactivity, "inactivity"},
    Word{AlarmType::LinkDown, "link_down"},
    Word{AlarmType::SessionForgotten, "session_forgotten"},
    Word{AlarmType::AdapterQuarantined, "adapter_quarantined"},
    Word{AlarmType::TemperatureLow, "temperature_low"},
    Word{AlarmType::TemperatureHigh, "temperature_high"},
    Word{AlarmType::Humidity, "humidity"},
    Word{AlarmType::BedExitOverdue, "bed_exit_overdue"},
    Word{AlarmType::ZoneLeft, "zone_left"},
    Word{AlarmType::DoorOpen, "door_open"},
    Word{AlarmType::WaterLevel, "water_level"},
    Word{AlarmType::Lift, "lift"},
    Word{AlarmType::Access, "access"},
    Word{AlarmType::ValueMissing, "value_missing"},
    Word{AlarmType::NeverHeard, "never_heard"},
    Word{AlarmType::TestMissing, "test_missing"},
    Word{AlarmType::RestoreOverdue, "restore_overdue"},
    Word{AlarmType::NobodyOnDuty, "nobody_on_duty"},
    Word{AlarmType::AloneOnDuty, "alone_on_duty"},
    Word{AlarmType::ReceiverDown, "receiver_down"},
    Word{AlarmType::StorageLow, "storage_low"},
    Word{AlarmType::ClockStep, "clock_step"},
    Word{AlarmType::QueueDeep, "queue_deep"},
};
constexpr std::array kPriorities{
    Word{Priority::Critical, "critical"},
    Word{Priority::High, "high"},
    Word{Priority::Medium, "medium"},
    Word{Priority::Low, "low"},
};
constexpr std::array kDayTypes{
    Word{DayType::Workday, "workday"},
    Word{DayType::Saturday, "saturday"},
    Word{DayType::Sunday, "sunday"},
    Word{DayType::Holiday, "holiday"},
};
constexpr std::array kStepKinds{
    Word{StepKind::Realert, "realert"},   Word{StepKind::NextOperator, "next_operator"},
    Word{StepKind::OnCall, "on_call"},    Word{StepKind::Group, "group"},
    Word{StepKind::Receiver, "receiver"},
};
constexpr std::array kChannels{
    Word{Channel::Sms, "sms"},
    Word{Channel::Email, "email"},
    Word{Channel::Webhook, "webhook"},
    Word{Channel::Mqtt, "mqtt"},
};

template <class Enum>
constexpr const auto& table() {
  if constexpr (std::is_same_v<Enum, SignalKind>) {
    return kSignalKinds;
  } else if constexpr (std::is_same_v<Enum, AlarmType>) {
    return kAlarmTypes;
  } else if constexpr (std::is_same_v<Enum, Priority>) {
    return kPriorities;
  } else if constexpr (std::is_same_v<Enum, DayType>) {
    return kDayTypes;
  } else if constexpr (std::is_same_v<Enum, StepKind>) {
    return kStepKinds;
  } else {
    return kChannels;
  }
}

}  // namespace

template <class Enum>
std::optional<Enum> parse_word(std::string_view word) {
  const auto& words = table<Enum>();
  const auto* const found = std::ranges::find(words, word, &Word<Enum>::text);
  if (found == words.end()) return std::nullopt;
  return found->value;
}

template <class Enum>
std::string_view word_of(Enum value) {
  const auto& words = table<Enum>();
  const auto* const found = std::ranges::find(words, value, &Word<Enum>::value);
  return found == words.end() ? std::string_view() : found->text;
}

template <class Enum>
const std::vector<std::string_view>& all_words() {
  static const std::vector<std::string_view> kAll = [] {
    std::vector<std::string_view> all;
    for (const auto& word : table<Enum>()) all.push_back(word.text);
    return all;
  }();
  return kAll;
}

template std::optional<SignalKind> parse_word(std::string_view word);
template std::string_view word_of(SignalKind value);
template const std::vector<std::string_view>& all_words<SignalKind>();
template std::optional<AlarmType> parse_word(std::string_view word);
template std::string_view word_of(AlarmType value);
template const std::vector<std::string_view>& all_words<AlarmType>();
template std::optional<Priority> parse_word(std::string_view word);
template std::string_view word_of(Priority value);
template const std::vector<std::string_view>& all_words<Priority>();
template std::optional<DayType> parse_word(std::string_view word);
template std::string_view word_of(DayType value);
template const std::vector<std::string_view>& all_words<DayType>();
template std::optional<StepKind> parse_word(std::string_view word);
template std::string_view word_of(StepKind value);
template const std::vector<std::string_view>& all_words<StepKind>();
template std::optional<Channel> parse_word(std::string_view word);
template std::string_view word_of(Channel value);
template const std::vector<std::string_view>& all_words<Channel>();

}  // namespace varde::policy
