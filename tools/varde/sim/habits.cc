#include "tools/varde/sim/habits.h"

#include <array>

namespace varde::cli {
namespace {

using core::SignalKind;
using core::SignalState;
using namespace std::chrono_literals;

constexpr SignalState kActive = SignalState::Active;
constexpr SignalState kNormal = SignalState::Normal;

constexpr std::array kHabits{
    Habit{"", SignalKind::Heartbeat, kActive, 30s, 60s},

    // Batteries run down, and somebody changes them.
    Habit{"safety alarm", SignalKind::BatteryLow, kActive, 20min, 120min, SignalKind::BatteryOk,
          kActive, 2min, 10min},
    Habit{"smoke detector", SignalKind::BatteryLow, kActive, 40min, 240min, SignalKind::BatteryOk,
          kActive, 5min, 20min},

    // The monthly test button, and toast.
    Habit{"smoke detector", SignalKind::Smoke, SignalState::Test, 5min, 30min},
    Habit{"smoke detector", SignalKind::Smoke, kActive, 60min, 300min, SignalKind::Smoke, kNormal,
          20s, 90s},
    Habit{"CO detector", SignalKind::Co, SignalState::Test, 20min, 60min},
    Habit{"gas detector", SignalKind::Gas, SignalState::Test, 20min, 60min},

    Habit{"fall detector", SignalKind::Fall, kActive, 20min, 120min, SignalKind::Cancelled, kActive,
          5s, 20s, 0.7},
    Habit{"GPS tracker", SignalKind::Position, kActive, 15s, 25s},
    Habit{"wandering sensor", SignalKind::Wandering, kActive, 30min, 120min, SignalKind::Wandering,
          kNormal, 1min, 5min},
    Habit{"medication dispenser", SignalKind::MedicationTaken, kActive, 5min, 15min},
    Habit{"medication dispenser", SignalKind::MedicationMissed, kActive, 30min, 180min,
          SignalKind::MedicationTaken, kActive, 1min, 8min, 0.8},
    Habit{"door opener", SignalKind::DoorUnlocked, kActive, 5min, 20min, SignalKind::DoorLocked,
          kActive, 20s, 60s},
    Habit{"door contact", SignalKind::DoorOpened, kActive, 1min, 5min, SignalKind::DoorClosed,
          kActive, 5s, 40s},
    Habit{"access control", SignalKind::Access, kActive, 3min, 20min},
    Habit{"bed sensor", SignalKind::BedExit, kActive, 4min, 15min, SignalKind::BedEntry, kActive,
          1min, 4min},
    Habit{"incontinence sensor", SignalKind::Enuresis, kActive, 40min, 120min, SignalKind::Enuresis,
          kNormal, 3min, 10min},
    Habit{"epilepsy sensor", SignalKind::Epilepsy, kActive, 90min, 300min, SignalKind::Epilepsy,
          kNormal, 1min, 3min},
    Habit{"digital supervision", SignalKind::SupervisionRequested, kActive, 20min, 90min},
    Habit{"activity sensor", SignalKind::Inactivity, kActive, 40min, 180min, SignalKind::Inactivity,
          kNormal, 2min, 10min},

    Habit{"temperature sensor", SignalKind::Temperature, kActive, 45s, 75s},
    Habit{"water level sensor", SignalKind::WaterLevel, kActive, 45s, 75s},
    Habit{"water leak sensor", SignalKind::WaterLeak, kActive, 60min, 240min, SignalKind::WaterLeak,
          kNormal, 2min, 10min},
    Habit{"pump station", SignalKind::PumpFault, kActive, 40min, 180min, SignalKind::PumpFault,
          kNormal, 2min, 10min},
    Habit{"pump station", SignalKind::MainsLost, kActive, 60min, 240min, SignalKind::MainsRestored,
          kActive, 30s, 5min},
    Habit{"burglar alarm", SignalKind::Intrusion, kActive, 60min, 240min, SignalKind::Intrusion,
          kNormal, 1min, 5min},
    Habit{"burglar alarm", SignalKind::Tamper, kActive, 120min, 480min, SignalKind::Tamper, kNormal,
          1min, 5min},
};

}  // namespace

std::span<const Habit> habits() { return kHabits; }

bool has_habit(const Habit& habit, std::string_view device_type) {
  return habit.device_type.empty() || habit.device_type == device_type;
}

core::SignalKind press_of(std::string_view device_type) {
  if (device_type == "safety alarm" || device_type == "nurse call") return SignalKind::HelpCall;
  if (device_type == "panic button") return SignalKind::Panic;
  return SignalKind::Unspecified;
}

}  // namespace varde::cli
