// The bounds of what the core keeps. Each is checked where it is used and named in
// docs/reference/limits.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace varde::core::limits {

using namespace std::chrono_literals;

inline constexpr std::size_t kTextBytes = 2'000;     // A note, a dispatch text, an outcome text.
inline constexpr std::size_t kResponderBytes = 100;  // Who is sent.
inline constexpr std::uint32_t kNotesPerAlarm = 200;
inline constexpr std::size_t kCommandKeyBytes = 64;
inline constexpr std::size_t kCommandKeys = 10'000;  // The oldest is forgotten first.
inline constexpr auto kCommandKeyAge = 24h;
inline constexpr std::size_t kUnregisteredDevices =
    10'000;  // Known one by one; beyond, they share a position.

// So many open, and calls of further unregistered devices share a position too.
inline constexpr std::size_t kOpenAlarms = 20'000;

inline constexpr std::uint64_t kSequenceWindow =
    1'024;  // How far behind the newest a repeat is recognised.
inline constexpr std::size_t kEffects =
    10'000;  // Pending at a time; beyond, notices to devices are left out.
inline constexpr std::size_t kConsoles = 1'000;
inline constexpr std::size_t kSignalsPerMessage = 64;  // Of one device.

// Devices that one message speaks of. The death of a Sparkplug edge node is that of everything
// behind it (adapters/host/sparkplug): the node and 256 devices, as one fact and under one
// acknowledgement. Scripts give at most 16 signals.
inline constexpr std::size_t kReportsPerMessage = 257;

// Two reports of the same state by a device without a counter, this near each other, are one report
// sent twice: four in a second were seen of one leak (a Zigbee gateway).
inline constexpr auto kRepeatWindow = 10s;

// How long claims outlive their console's last connection: a reload takes less, and the alarm of a
// console that is gone must be back in the queue within 10 s.
inline constexpr auto kConsoleGrace = 3s;

// After a restart of the broker every console has to come back first; their retry interval grows to
// 5 s.
inline constexpr auto kRestartGrace = 8s;

// A link that is back within this time has lost nothing and is no alarm.
inline constexpr auto kLinkGrace = 10s;

// A notice to a device is of use while the person waits.
inline constexpr auto kNoticeAge = 60s;

// Rules, escalation and duty.
inline constexpr std::size_t kRules = 1'000;
inline constexpr std::size_t kTimers = 100'000;     // Pending at a time; beyond, no more are begun.
inline constexpr std::size_t kTimesPerTimer = 100;  // Counted in a window.
inline constexpr std::size_t kPolygonCorners = 200;
inline constexpr std::size_t kReasonBytes = 500;
inline constexpr std::size_t kExceptions = 1'000;  // On test or out of service at a time.
inline constexpr auto kLongestTest = 24h;
inline constexpr auto kLongestOutOfService = 24h * 90;
inline constexpr auto kLongestShelf = 12h;
inline constexpr auto kShelfReminder = 10min;  // Before it comes back; at once where less is left.
inline constexpr std::size_t kHandovers = 20;
inline constexpr auto kLongestShift = 16h;  // Longer ones were forgotten, and are ended.

// An escalation begins anew no sooner after its last step; and so long after a round that reached
// nobody, where its policy has no repeat.
inline constexpr auto kShortestRepeat = 10s;
inline constexpr auto kVainRound = 30s;

// ISA-18.2: unchanged for so long is stale; so many changes within the window are chatter.
inline constexpr auto kStaleAge = 24h;
inline constexpr std::size_t kChatterChanges = 3;
inline constexpr auto kChatterWindow = 10min;

// A condition that nobody saw return to normal after the alarm was resolved.
inline constexpr auto kRestoreWithin = 8h;

// ISA-18.2 and EEMUA 191: over ten new alarms in ten minutes for one operator is a flood.
inline constexpr auto kFloodWindow = 10min;
inline constexpr std::size_t kFloodAlarms = 10;
inline constexpr std::size_t kRecentAlarms = 1'000;

// Alarms of one type and one cause within this time are one incident when there are so many.
inline constexpr auto kIncidentWindow = 2min;
inline constexpr std::size_t kIncidentAlarms = 5;
inline constexpr std::size_t kIncidentAlarmsInFlood = 3;
inline constexpr std::size_t kIncidents = 1'000;  // Open at a time.

// After a start of the broker or the return of a link devices have to be heard again first.
inline constexpr auto kSilenceGrace = 15min;
inline constexpr std::size_t kTickWork =
    1'000;  // Due things done in one decision; the rest in the next.

inline constexpr auto kDoorCommandAge = 60s;  // A door that opens later than this opens for nobody.
inline constexpr auto kCommandAge = 5min;
inline constexpr auto kNotificationAge = 10min;

}  // namespace varde::core::limits
