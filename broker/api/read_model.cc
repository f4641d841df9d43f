#include "broker/api/read_model.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "broker/api/alarm_view.h"
#include "broker/api/json.h"

namespace varde::api {

ReadModel::ReadModel(core::State recovered, std::string log_id)
    : state_(std::move(recovered)), log_id_(std::move(log_id)), changes_from_(state_.log_end) {}

bool ReadModel::fold(LogPosition first, std::span<const core::Event> events,
                     std::vector<AlarmId>& changed) {
  const LogPosition next = state_.log_end.next();
  if (first > next) return false;
  const std::size_t known = next.value() - first.value();
  for (const core::Event& event : events.subspan(std::min(known, events.size()))) {
    fold_one(event, changed);
  }
  return true;
}

const core::Alarm* ReadModel::find(AlarmId id) const {
  if (const core::Alarm* open = state_.alarms.find(id)) return open;
  const auto found = resolved_.find(id);
  return found == resolved_.end() ? nullptr : &found->second;
}

ReadModel::Row ReadModel::row(AlarmId id) const {
  if (const auto made = rows_.find(id); made != rows_.end()) return made->second;
  const core::Alarm* alarm = find(id);
  if (alarm == nullptr) return nullptr;
  v1::AlarmView view;
  to_view(*alarm, state_, view);
  Row row = std::make_shared<const std::string>(to_json(view));
  rows_.emplace(id, row);
  return row;
}

ReadModel::Row ReadModel::incident_row(IncidentId id) const {
  if (const auto made = incident_rows_.find(id); made != incident_rows_.end()) return made->second;
  v1::IncidentView view;
  view.set_id(id.value());
  const auto found = state_.incidents.open.find(id);
  const bool open = found != state_.incidents.open.end();
  if (open) to_view(found->second, state_, view);
  Row row = std::make_shared<const std::string>(to_json(view));
  if (open) incident_rows_.emplace(id, row);
  return row;
}

std::optional<std::vector<AlarmId>> ReadModel::changed_since(LogPosition from) const {
  if (from < changes_from_ || from > position()) return std::nullopt;
  const auto first = std::ranges::upper_bound(changes_, from, {}, &Change::position);
  std::set<AlarmId> alarms;
  for (auto it = first; it != changes_.end(); ++it) alarms.insert(it->alarm);
  return std::vector<AlarmId>(alarms.begin(), alarms.end());
}

void ReadModel::fold_one(const core::Event& event, std::vector<AlarmId>& changed) {
  const AlarmId alarm = core::alarm_of(event.body);
  if (std::holds_alternative<core::AlarmResolved>(event.body)) {
    if (const core::Alarm* open = state_.alarms.find(alarm)) {
      keep_resolved(core::evolve(*open, event));
    }
  }
  const bool rules = std::holds_alternative<core::RulesChanged>(event.body);
  const auto texts = rules ? rule_texts(state_.rules) : std::map<std::string, std::string>();
  core::fold(state_, event);
  if (!alarm.none()) note_change(alarm, changed);
  if (rules) note_rules(texts, changed);
  if (const auto* change = std::get_if<core::RegisterChanged>(&event.body)) {
    note_register(*change, changed);
  } else if (const auto* opened = std::get_if<core::IncidentOpened>(&event.body)) {
    for (const AlarmId member : opened->members) note_change(member, changed);
  } else if (const auto* acknowledged = std::get_if<core::IncidentAcknowledged>(&event.body)) {
    incident_rows_.erase(acknowledged->incident);
  } else if (const auto* closed = std::get_if<core::IncidentClosed>(&event.body)) {
    incident_rows_.erase(closed->incident);
  }
}

void ReadModel::note_change(AlarmId alarm, std::vector<AlarmId>& changed) {
  rows_.erase(alarm);
  if (const core::Alarm* found = find(alarm)) incident_rows_.erase(found->incident);
  changed.push_back(alarm);
  changes_.push_back({position(), alarm});
  while (changes_.size() > kChangesKept) {
    changes_from_ = changes_.front().position;
    changes_.pop_front();
  }
}

// Rules say what their alarms mean.
void ReadModel::note_rules(const std::map<std::string, std::string>& before,
                           std::vector<AlarmId>& changed) {
  const auto now = rule_texts(state_.rules);
  const auto text = [](const auto& texts, const std::string& rule) {
    const auto found = texts.find(rule);
    return found == texts.end() ? std::string() : found->second;
  };
  for (const auto& [id, alarm] : state_.alarms.open()) {
    if (text(before, alarm.rule) != text(now, alarm.rule)) note_change(id, changed);
  }
}

// A changed register changes what its alarms are called.
void ReadModel::note_register(const core::RegisterChanged& change, std::vector<AlarmId>& changed) {
  std::set<MunicipalityId> municipalities(change.removed_municipalities.begin(),
                                          change.removed_municipalities.end());
  for (const auto& put : change.put_municipalities) municipalities.insert(put.id);
  std::set<PositionId> positions(change.removed_positions.begin(), change.removed_positions.end());
  for (const auto& put : change.put_positions) positions.insert(put.id);
  std::set<core::DeviceRef> devices(change.removed_devices.begin(), change.removed_devices.end());
  for (const auto& put : change.put_devices) devices.insert(put.ref);

  for (const auto& [id, alarm] : state_.alarms.open()) {
    const auto* device = state_.known.find_device(alarm.device);
    if (municipalities.contains(alarm.municipality) || positions.contains(alarm.position) ||
        devices.contains(alarm.device) ||
        (device != nullptr && positions.contains(device->position))) {
      note_change(id, changed);
    }
  }
  for (const auto& [id, alarm] : resolved_) rows_.erase(id);
  incident_rows_.clear();
}

void ReadModel::keep_resolved(core::Alarm alarm) {
  const AlarmId id = alarm.id;
  resolved_.emplace(id, std::move(alarm));
  resolved_by_age_.push_back(id);
  while (resolved_by_age_.size() > kResolvedKept) {
    rows_.erase(resolved_by_age_.front());
    resolved_.erase(resolved_by_age_.front());
    resolved_by_age_.pop_front();
  }
}

}  // namespace varde::api
