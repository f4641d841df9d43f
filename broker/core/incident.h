// Many alarms with one cause, shown as one: the alarms themselves stay in the log and can be
// opened.
//
// Alarms of a person in need are never part of one.
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
  std::string subject;                      // Which gateway, site, network, rule.
  AlarmType type = AlarmType::Unspecified;  // Of its members.
  Priority priority = Priority::Unspecified;
  Instant opened_at;
  Instant respond_by;
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
  friend bool operator==(const Incidents&, const Incidents&) = default;
};

}  // namespace varde::core
