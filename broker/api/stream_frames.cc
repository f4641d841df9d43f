#include "broker/api/stream_frames.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "broker/api/json.h"
#include "broker/api/link_views.h"
#include "broker/core/authorize.h"
#include "broker/wire/events.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

std::string quoted(const std::string& text) {
  return boost::json::serialize(boost::json::value(text));
}

std::string quoted(LogPosition position) { return '"' + std::to_string(position.value()) + '"'; }

void add_row(std::string& rows, const std::string& row) {
  if (!rows.empty()) rows += ',';
  rows += row;
}

std::string queue_rows(const ReadModel& model, const core::Actor& actor) {
  const core::AlarmBook& book = model.state().alarms;
  std::string rows;
  for (const core::QueueKey& key : book.queue()) {
    if (core::in_scope(actor, book.find(key.id)->municipality)) add_row(rows, *model.row(key.id));
  }
  return rows;
}

std::string test_rows(const ReadModel& model, const core::Actor& actor) {
  std::string rows;
  if (!sees_tests(actor.role)) return rows;
  for (const auto& [id, alarm] : model.state().alarms.open()) {
    if (alarm.test && is_shown(actor, alarm)) add_row(rows, *model.row(id));
  }
  return rows;
}

std::string incident_rows(const ReadModel& model, const core::Actor& actor) {
  std::string rows;
  for (const auto& [id, incident] : model.state().incidents.open) {
    if (!incident.members.empty() && core::in_scope(actor, incident.municipality))
      add_row(rows, *model.incident_row(id));
  }
  return rows;
}

}  // namespace

bool sees_tests(core::Role role) {
  return role == core::Role::Technician || role == core::Role::Manager || role == core::Role::Admin;
}

bool is_shown(const core::Actor& actor, const core::Alarm& alarm) {
  return core::in_scope(actor, alarm.municipality) && (!alarm.test || sees_tests(actor.role));
}

std::string alarm_lists(const ReadModel& model, const core::Actor& actor) {
  return R"("alarms":[)" + queue_rows(model, actor) + R"(],"shelved":[)" +
         shelved_rows(model, actor) + R"(],"on_test":[)" + test_rows(model, actor) +
         R"(],"incidents":[)" + incident_rows(model, actor) + "]";
}

std::string shelved_rows(const ReadModel& model, const core::Actor& actor) {
  std::set<std::pair<Instant, AlarmId>> order;
  for (const auto& [id, alarm] : model.state().alarms.open()) {
    if (alarm.shelf && !alarm.test && is_shown(actor, alarm)) order.emplace(alarm.shelf->until, id);
  }
  std::string rows;
  for (const auto& [until, id] : order) add_row(rows, *model.row(id));
  return rows;
}

std::string snapshot_frame(const ReadModel& model, const core::Actor& actor) {
  return R"({"snapshot":{"log_id":)" + quoted(model.log_id()) + R"(,"log_position":)" +
         quoted(model.position()) + "," + alarm_lists(model, actor) + "}}";
}

std::string delta_frame(const ReadModel& model, LogPosition from, const std::set<AlarmId>& alarms) {
  std::set<core::QueueKey> order;
  std::set<IncidentId> of_incidents;
  for (const AlarmId id : alarms) {
    const core::Alarm& alarm = *model.find(id);
    order.insert(core::queue_key(alarm));
    if (!alarm.incident.none()) of_incidents.insert(alarm.incident);
  }
  std::string rows;
  for (const core::QueueKey& key : order) add_row(rows, *model.row(key.id));
  std::string incidents;
  for (const IncidentId id : of_incidents) add_row(incidents, *model.incident_row(id));
  return R"({"delta":{"from":)" + quoted(from) + R"(,"log_position":)" + quoted(model.position()) +
         R"(,"alarms":[)" + rows + R"(],"incidents":[)" + incidents + "]}}";
}

std::string heartbeat_frame(const ReadModel& model, Instant now, bool storage_low) {
  v1::StreamMessage message;
  v1::StreamHeartbeat& heartbeat = *message.mutable_heartbeat();
  wire::to_proto(now, *heartbeat.mutable_now());
  heartbeat.set_log_position(model.position().value());
  heartbeat.set_storage(storage_low ? v1::StorageState::low : v1::StorageState::ok);
  put_links(model.state(), *heartbeat.mutable_links());
  return to_json(message);
}

}  // namespace varde::api
