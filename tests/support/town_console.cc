#include "tests/support/town_console.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace varde::test {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t nanoseconds(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000'000 + time.nanos();
}

// As console/src/alarms/alarm_queue.ts has it.
bool is_in_queue(const v1::AlarmView& alarm) {
  return alarm.queued() && alarm.response() != v1::ResponseState::resolved;
}

}  // namespace

void Rows::keep_most(const Rows& other) {
  all = std::max(all, other.all);
  things = std::max(things, other.things);
  incidents = std::max(incidents, other.incidents);
  folded = std::max(folded, other.folded);
}

TownConsole::TownConsole(std::uint16_t api_port, const std::string& user,
                         const std::string& password)
    : client_({"127.0.0.1", api_port, user, password},
              [this](const v1::StreamMessage& message) { take(message); }) {
  client_.start();
  client_.post("/api/v1/shift/begin");
}

Clock::time_point TownConsole::at_top(const std::string& boot, std::uint64_t sequence) const {
  const std::lock_guard lock(mutex_);
  const auto found = at_top_.find({boot, sequence});
  return found == at_top_.end() ? Clock::time_point() : found->second;
}

std::size_t TownConsole::calls_at_top(const std::string& boot) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(at_top_, [&](const auto& call) { return call.first.first == boot; }));
}

Rows TownConsole::rows() const {
  const std::lock_guard lock(mutex_);
  return count();
}

Rows TownConsole::most_rows() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

void TownConsole::forget_rows() {
  const std::lock_guard lock(mutex_);
  most_ = count();
}

bool TownConsole::call_was_below() const {
  const std::lock_guard lock(mutex_);
  return call_was_below_;
}

Rows TownConsole::rows_by_request() {
  const std::string answer = client_.get("/api/v1/alarms");
  v1::AlarmList list;
  if (!google::protobuf::util::JsonStringToMessage(answer, &list).ok())
    throw std::runtime_error("the list of alarms cannot be read");
  Rows rows;
  rows.incidents = static_cast<std::size_t>(list.incidents_size());
  rows.all = rows.incidents + static_cast<std::size_t>(list.alarms_size());
  rows.things =
      rows.incidents +
      static_cast<std::size_t>(std::ranges::count_if(
          list.alarms(), [](const v1::AlarmView& alarm) { return !row_of(alarm).is_call; }));
  for (const auto& incident : list.incidents()) rows.folded += incident.open();
  return rows;
}

void TownConsole::answer_all() {
  std::vector<std::uint64_t> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, row] : alarms_) ids.push_back(id);
  }
  for (const std::uint64_t id : ids) {
    const std::string alarm = "/api/v1/alarms/" + std::to_string(id);
    client_.post(alarm + "/claim");
    client_.post(alarm + "/resolve", R"({"outcome": "handled_by_phone"})");
  }
}

void TownConsole::take(const v1::StreamMessage& message) {
  if (message.has_heartbeat()) return;
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  if (message.has_snapshot()) {
    alarms_.clear();
    incidents_.clear();
    members_.clear();
  }
  for (const auto& alarm : message.snapshot().alarms()) put(alarm);
  for (const auto& incident : message.snapshot().incidents()) put(incident);
  for (const auto& alarm : message.delta().alarms()) put(alarm);
  for (const auto& incident : message.delta().incidents()) put(incident);
  look(now);
}

TownConsole::Row TownConsole::row_of(const v1::AlarmView& alarm) {
  Row row;
  row.priority = alarm.priority();
  row.respond_by = nanoseconds(alarm.respond_by());
  row.raised_at = nanoseconds(alarm.raised_at());
  row.is_call = alarm.type() == v1::AlarmType::help_call;
  row.boot = alarm.last_key().boot();
  row.sequence = alarm.last_key().sequence();
  return row;
}

void TownConsole::put(const v1::AlarmView& alarm) {
  if (is_in_queue(alarm)) {
    alarms_[alarm.id()] = row_of(alarm);
  } else {
    alarms_.erase(alarm.id());
  }
}

void TownConsole::put(const v1::IncidentView& incident) {
  if (incident.open() == 0) {
    incidents_.erase(incident.id());
    members_.erase(incident.id());
    return;
  }
  Row row;
  row.priority = incident.priority();
  row.respond_by = nanoseconds(incident.respond_by());
  row.raised_at = nanoseconds(incident.opened_at());
  incidents_[incident.id()] = row;
  members_[incident.id()] = incident.open();
}

std::vector<const TownConsole::Row*> TownConsole::in_order() const {
  std::vector<const Row*> rows;
  for (const auto& [id, row] : alarms_) rows.push_back(&row);
  for (const auto& [id, row] : incidents_) rows.push_back(&row);
  std::ranges::stable_sort(rows, {}, [](const Row* row) {
    return std::tuple(row->priority, row->respond_by, row->raised_at);
  });
  return rows;
}

void TownConsole::look(Clock::time_point now) {
  const auto rows = in_order();
  const auto is_call = [](const Row* row) { return row->is_call; };
  const auto below = std::ranges::find_if_not(rows, is_call);
  for (auto row = rows.begin(); row != below; ++row)
    at_top_.try_emplace({(*row)->boot, (*row)->sequence}, now);
  if (std::find_if(below, rows.end(), is_call) != rows.end()) call_was_below_ = true;
  most_.keep_most(count());
}

Rows TownConsole::count() const {
  Rows rows;
  rows.incidents = incidents_.size();
  rows.all = alarms_.size() + incidents_.size();
  rows.things =
      rows.incidents + static_cast<std::size_t>(std::ranges::count_if(
                           alarms_, [](const auto& entry) { return !entry.second.is_call; }));
  for (const auto& [id, members] : members_) rows.folded += members;
  return rows;
}

}  // namespace varde::test
