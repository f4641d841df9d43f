// Many alarms with one cause become one row.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "broker/core/floods.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// So many incidents of one type begun in one municipality within limits::kIncidentWindow have a
// wider cause: the next are not begun gateway by gateway, or a power cut would be a row for each,
// and two alarms are enough for one of the municipality.
constexpr std::size_t kIncidentsOfOneCause = 3;
constexpr std::size_t kAlarmsOfWiderCause = 2;

struct Cause {
  IncidentCause kind = IncidentCause::Unspecified;
  std::string subject;
  friend bool operator==(const Cause&, const Cause&) = default;
};

// What is asked of each alarm when it is compared with others.
struct Traits {
  MunicipalityId municipality;
  AlarmType type = AlarmType::Unspecified;
  DeviceRef device;
  PositionId position;
  std::string rule;
};

Traits traits_of(const AlarmRaised& raised) {
  return {raised.municipality, raised.type, raised.device, raised.position, raised.rule};
}

Traits traits_of(const Alarm& alarm) {
  return {alarm.municipality, alarm.type, alarm.device, alarm.position, alarm.rule};
}

// True where the silence of many may be that of the network they use.
bool is_silence(AlarmType type) {
  return type == AlarmType::Offline || type == AlarmType::NeverHeard ||
         type == AlarmType::ValueMissing || type == AlarmType::TestMissing;
}

// True of devices and buildings. Alarms of persons are never put together, critical or not: each is
// somebody who waits.
bool is_of_things(AlarmType type) {
  switch (type) {
    case AlarmType::Intrusion:
    case AlarmType::WaterLeak:
    case AlarmType::PumpFault:
    case AlarmType::TemperatureLow:
    case AlarmType::TemperatureHigh:
    case AlarmType::Humidity:
    case AlarmType::WaterLevel:
    case AlarmType::Access: return true;
    default: return is_technical(type);
  }
}

// What may have caused the alarm, from the narrowest to the widest.
std::vector<Cause> causes_of(const State& state, const Traits& alarm) {
  std::vector<Cause> out;
  const auto add = [&](IncidentCause kind, const std::string& subject) {
    if (!subject.empty()) out.push_back({kind, subject});
  };
  const bool flood = state.incidents.floods.contains(alarm.municipality);
  const Device* device = state.known.find_device(alarm.device);
  const Position* position = state.known.find_position(alarm.position);
  if (device != nullptr) add(IncidentCause::Gateway, device->gateway);
  if (position != nullptr) add(IncidentCause::Site, position->site);
  if (device != nullptr && is_silence(alarm.type)) add(IncidentCause::Network, device->network);
  if (position != nullptr) add(IncidentCause::Area, position->area);
  if (flood || is_technical(alarm.type)) add(IncidentCause::Municipality, alarm.municipality.str());
  if (flood) add(IncidentCause::Rule, alarm.rule);
  return out;
}

// How many alarms make an incident.
std::size_t wanted(const State& state, const MunicipalityId& municipality, IncidentCause cause) {
  const std::size_t alarms = state.incidents.floods.contains(municipality)
                                 ? limits::kIncidentAlarmsInFlood
                                 : limits::kIncidentAlarms;
  return cause == IncidentCause::Municipality ? 2 * alarms : alarms;
}

bool is_wide(IncidentCause cause) {
  return cause == IncidentCause::Municipality || cause == IncidentCause::Rule;
}

// An outage of a gateway lasts as long as it lasts. What merely happened at the same time in one
// municipality is over when nothing was added for a while.
bool still_grows(const State& state, const Incident& incident, Instant now) {
  if (!is_wide(incident.cause)) return true;
  const Alarm* newest =
      incident.members.empty() ? nullptr : state.alarms.find(*incident.members.rbegin());
  return newest == nullptr ? now - incident.opened_at <= limits::kFloodWindow
                           : now - newest->raised_at <= limits::kFloodWindow;
}

// Where a cause stands among `causes`; their number: it is none of them.
std::size_t rank(const std::vector<Cause>& causes, IncidentCause kind, const std::string& subject) {
  const auto found = std::ranges::find(causes, Cause{kind, subject});
  return static_cast<std::size_t>(found - causes.begin());
}

// The open incident of the narrowest cause that the alarm belongs to; none.
IncidentId open_incident(const Draft& draft, const Traits& alarm,
                         const std::vector<Cause>& causes) {
  IncidentId best;
  std::size_t best_rank = causes.size();
  const auto consider = [&](IncidentId id, IncidentCause kind, const std::string& subject) {
    const std::size_t at = rank(causes, kind, subject);
    if (at < best_rank) {
      best_rank = at;
      best = id;
    }
  };
  for (const auto& [id, incident] : draft.state().incidents.open) {
    if (incident.type == alarm.type && incident.municipality == alarm.municipality &&
        still_grows(draft.state(), incident, draft.now()))
      consider(id, incident.cause, incident.subject);
  }
  for (const IncidentOpened* opened : draft.opened()) {
    if (opened->type == alarm.type && opened->municipality == alarm.municipality)
      consider(opened->incident, opened->cause, opened->subject);
  }
  return best;
}

std::size_t begun_of_late(const Draft& draft, const Traits& alarm) {
  const auto of_alarm = [&](const auto& incident) {
    return incident.type == alarm.type && incident.municipality == alarm.municipality &&
           !is_wide(incident.cause);
  };
  std::size_t count = 0;
  for (const auto& [id, incident] : draft.state().incidents.open) {
    const bool late = draft.now() - incident.opened_at <= limits::kIncidentWindow;
    if (late && of_alarm(incident)) count += 1;
  }
  for (const IncidentOpened* opened : draft.opened()) count += of_alarm(*opened) ? 1 : 0;
  return count;
}

// True if an alarm that is a row by itself may still become part of an incident: nobody has begun
// to work on it.
bool may_join(const Alarm& alarm, const Traits& other) {
  return alarm.type == other.type && alarm.municipality == other.municipality &&
         alarm.incident.none() && !alarm.test && !alarm.shelf && !alarm.claimed() &&
         !alarm.acknowledged() && !is_critical_of_person(alarm);
}

// The alarms that are rows by themselves and might have a cause in common with `alarm`: of the last
// limits::kIncidentWindow, newest first, at most limits::kRecentAlarms.
std::vector<Alarm> candidates(const Draft& draft, const Traits& alarm) {
  std::vector<Alarm> out;
  const auto consider = [&](AlarmId id) {
    const Alarm* known = draft.state().alarms.find(id);
    if (known != nullptr && !may_join(*known, alarm)) return;
    const auto open = draft.open_alarm(id);
    if (open && may_join(*open, alarm)) out.push_back(*open);
  };
  for (auto id = draft.raised().rbegin();
       id != draft.raised().rend() && out.size() < limits::kRecentAlarms; ++id)
    consider(*id);
  const auto& recent = draft.state().incidents.recent;
  for (auto row = recent.rbegin(); row != recent.rend() && out.size() < limits::kRecentAlarms;
       ++row) {
    if (draft.now() - row->at > limits::kIncidentWindow) break;
    consider(row->alarm);
  }
  return out;
}

void open(Draft& draft, AlarmRaised& raised, const Cause& cause,
          const std::vector<const Alarm*>& members) {
  IncidentOpened opened;
  opened.incident = IncidentId(draft.state().incidents.newest.value() + draft.opened().size() + 1);
  opened.municipality = raised.municipality;
  opened.cause = cause.kind;
  opened.subject = cause.subject;
  opened.type = raised.type;
  opened.priority = raised.priority;
  opened.respond_by = raised.respond_by;
  for (const Alarm* member : members) {
    opened.members.push_back(member->id);
    opened.priority = std::min(opened.priority, member->priority);
    opened.respond_by = std::min(opened.respond_by, member->respond_by);
  }
  std::ranges::sort(opened.members);
  raised.incident = opened.incident;
  raised.escalate_at.reset();
  draft.add(std::move(opened));
}

// Opens an incident of the narrowest cause that has alarms enough.
void open_if_enough(Draft& draft, AlarmRaised& raised, const Traits& alarm,
                    const std::vector<Cause>& causes) {
  const State& state = draft.state();
  if (state.incidents.open.size() + draft.opened().size() >= limits::kIncidents) return;
  const std::vector<Alarm> others = candidates(draft, alarm);
  std::vector<std::vector<const Alarm*>> members(causes.size());
  for (const Alarm& other : others) {
    for (const Cause& shared : causes_of(state, traits_of(other))) {
      const std::size_t at = rank(causes, shared.kind, shared.subject);
      if (at < causes.size()) members[at].push_back(&other);
    }
  }
  const bool only_wide = begun_of_late(draft, alarm) >= kIncidentsOfOneCause;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    if (only_wide && causes[i].kind != IncidentCause::Area && !is_wide(causes[i].kind)) continue;
    const std::size_t enough = only_wide && is_wide(causes[i].kind)
                                   ? kAlarmsOfWiderCause
                                   : wanted(state, raised.municipality, causes[i].kind);
    if (members[i].size() + 1 < enough) continue;
    return open(draft, raised, causes[i], members[i]);
  }
}

// True if somebody is being told of the incident, or knows of it as it is: its first alarm
// escalates for all of them, and one that joins after a long time is news.
bool is_known(const State& state, IncidentId id, Instant now) {
  const auto incident = state.incidents.open.find(id);
  if (incident == state.incidents.open.end() || incident->second.members.empty()) return true;
  const auto& members = incident->second.members;
  const Alarm* first = state.alarms.find(*members.begin());
  const Alarm* newest = state.alarms.find(*members.rbegin());
  return first == nullptr || newest == nullptr || is_escalating(*first) ||
         now - newest->raised_at <= limits::kFloodWindow;
}

}  // namespace

void place_in_incident(Draft& draft, AlarmRaised& raised) {
  if (raised.test || raised.municipality.empty()) return;
  if (!is_of_things(raised.type)) return;
  const Traits alarm = traits_of(raised);
  const std::vector<Cause> causes = causes_of(draft.state(), alarm);
  if (causes.empty()) return;
  raised.incident = open_incident(draft, alarm, causes);
  if (raised.incident.none()) return open_if_enough(draft, raised, alarm, causes);
  if (is_known(draft.state(), raised.incident, draft.now())) raised.escalate_at.reset();
}

std::optional<Instant> next_incident(const State& state) {
  std::optional<Instant> next = next_flood_change(state);
  for (const auto& [id, incident] : state.incidents.open) {
    if (!incident.members.empty()) continue;
    next = next ? std::min(*next, incident.opened_at) : incident.opened_at;
  }
  return next;
}

void tend_incidents(Draft& draft) {
  for (const auto& [id, incident] : draft.state().incidents.open) {
    if (incident.members.empty()) draft.add(IncidentClosed{id});
  }
  change_floods(draft);
}

}  // namespace varde::core
