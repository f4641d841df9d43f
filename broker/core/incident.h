// Many alarms with one cause, shown as one: the alarms themselves stay in the log and can be
// opened.
//
// Critical alarms of persons are never part of one, nor are tests.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

struct Incident {
  IncidentId id;
  MunicipalityId municipality;
  IncidentCause cause = IncidentCause::Unspecified;
  std::string subject;                        // Which gateway, site, network, rule.
  AlarmType type = AlarmType::Unspecified;    // Of its members.
  Priority priority = Priority::Unspecified;  // Of the most urgent member it has had.
  Instant opened_at;
  Instant respond_by;         // The soonest of its members.
  UserId acknowledged_by;     // Empty: nobody.
  std::set<AlarmId> members;  // The open ones.
  std::uint64_t alarms = 0;   // That ever were members.
  friend bool operator==(const Incident&, const Incident&) = default;
};

// An alarm that was raised lately and is in no incident: it may become one's member yet.
struct RecentAlarm {
  AlarmId alarm;
  Instant at;
  friend bool operator==(const RecentAlarm&, const RecentAlarm&) = default;
};

struct Incidents {
  std::map<IncidentId, Incident> open;
  IncidentId newest;
  std::deque<RecentAlarm>
      recent;  // Rows that operators got, oldest first, at most limits::kRecentAlarms.
  std::set<MunicipalityId> floods;  // Where a flood is on.
  // When operators got new rows, oldest first: those within limits::kFloodWindow of the newest, at
  // most limits::kRecentAlarms of each municipality.
  std::map<MunicipalityId, std::deque<Instant>> rows{};
  friend bool operator==(const Incidents&, const Incidents&) = default;
};

}  // namespace varde::core
