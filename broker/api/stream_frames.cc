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

}  // namespace

std::string queue_rows(const ReadModel& model, const core::Actor& actor) {
  const core::AlarmBook& book = model.state().alarms;
  std::string rows;
  for (const core::QueueKey& key : book.queue()) {
    if (core::in_scope(actor, book.find(key.id)->municipality)) add_row(rows, *model.row(key.id));
  }
  return rows;
}

std::string snapshot_frame(const ReadModel& model, const core::Actor& actor) {
  return R"({"snapshot":{"log_id":)" + quoted(model.log_id()) + R"(,"log_position":)" +
         quoted(model.position()) + R"(,"alarms":[)" + queue_rows(model, actor) + "]}}";
}

std::string delta_frame(const ReadModel& model, LogPosition from, const std::set<AlarmId>& alarms) {
  std::set<core::QueueKey> order;
  for (const AlarmId id : alarms) order.insert(core::queue_key(*model.find(id)));
  std::string rows;
  for (const core::QueueKey& key : order) add_row(rows, *model.row(key.id));
  return R"({"delta":{"from":)" + quoted(from) + R"(,"log_position":)" + quoted(model.position()) +
         R"(,"alarms":[)" + rows + "]}}";
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
