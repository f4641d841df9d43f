// Reading what is out of the queue, and who is there: incidents, shelf, exceptions, duty.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/json.h"
#include "broker/api/problem.h"
#include "broker/api/stream_frames.h"
#include "broker/wire/events.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

constexpr std::size_t kMembers = 100;
constexpr std::size_t kMostMembers = 500;

std::string position_field(const Context& context) {
  return "\"log_position\":\"" + std::to_string(context.model.position().value()) + "\"";
}

// Of somebody who is there for `municipalities` (none: for all).
bool concerns(const core::Actor& actor, const std::vector<MunicipalityId>& municipalities) {
  return municipalities.empty() || std::ranges::any_of(municipalities, [&](const auto& one) {
           return core::in_scope(actor, one);
         });
}

template <class Message>
void add(std::string& list, const Message& message) {
  if (!list.empty()) list += ',';
  list += to_json(message);
}

std::string exceptions_of(const core::State& state, const core::Actor& actor) {
  std::string list;
  for (const auto& [id, exception] : state.exceptions.running) {
    if (!core::in_scope(actor, exception.scope.municipality)) continue;
    v1::ServiceException view;
    wire::to_proto(exception, view);
    add(list, view);
  }
  return list;
}

std::string shifts_of(const core::Duty& duty, const core::Actor& actor) {
  std::string list;
  for (const auto& [user, shift] : duty.on_shift) {
    if (!concerns(actor, shift.municipalities)) continue;
    v1::ShiftView view;
    view.set_user(user.str());
    wire::to_proto(shift.since, *view.mutable_since());
    for (const auto& one : shift.municipalities) view.add_municipalities(one.str());
    add(list, view);
  }
  return list;
}

std::string handovers_of(const core::Duty& duty, const core::Actor& actor) {
  std::string list;
  for (auto it = duty.handovers.rbegin(); it != duty.handovers.rend(); ++it) {
    if (!concerns(actor, it->municipalities)) continue;
    v1::HandoverView view;
    view.set_user(it->user.str());
    wire::to_proto(it->at, *view.mutable_at());
    view.set_note(it->note);
    add(list, view);
  }
  return list;
}

std::string floods_of(const core::State& state, const core::Actor& actor) {
  std::string list;
  for (const auto& municipality : state.incidents.floods) {
    if (!core::in_scope(actor, municipality)) continue;
    if (!list.empty()) list += ',';
    list += '"' + municipality.str() + '"';
  }
  return list;
}

}  // namespace

void show_incident(Context& context, Call call, Respond respond) {
  const core::State& state = context.model.state();
  const core::Actor& actor = call.who->actor;
  const auto limit = count_of(call, "limit", kMembers, kMostMembers);
  if (!limit) {
    return respond(problem(400, "limit: a number from 1 to " + std::to_string(kMostMembers) + "."));
  }
  const auto asked = call.query.find("after");
  const auto after = asked == call.query.end() ? 0 : to_number(asked->second);
  if (!after) return respond(problem(400, "after: not the number of an alarm."));
  const auto found = state.incidents.open.find(IncidentId(to_number(call.id).value_or(0)));
  if (found == state.incidents.open.end() || !core::in_scope(actor, found->second.municipality)) {
    return respond(problem(core::Refusal::IncidentNotFound));
  }
  const auto& members = found->second.members;
  std::string rows;
  auto member = members.upper_bound(AlarmId(*after));
  for (std::size_t count = 0; member != members.end() && count < *limit; ++member) {
    const core::Alarm* alarm = state.alarms.find(*member);
    if (alarm == nullptr || !is_shown(actor, *alarm)) continue;
    if (!rows.empty()) rows += ',';
    rows += *context.model.row(*member);
    count += 1;
  }
  respond(json_answer(
      "{" + position_field(context) + ",\"incident\":" + *context.model.incident_row(found->first) +
      ",\"alarms\":[" + rows + "],\"more\":" + (member == members.end() ? "false" : "true") + "}"));
}

void list_shelved(Context& context, Call call, Respond respond) {
  respond(json_answer("{" + position_field(context) + ",\"alarms\":[" +
                      shelved_rows(context.model, call.who->actor) + "]}"));
}

void list_exceptions(Context& context, Call call, Respond respond) {
  respond(json_answer("{" + position_field(context) + ",\"exceptions\":[" +
                      exceptions_of(context.model.state(), call.who->actor) + "]}"));
}

void show_duty(Context& context, Call call, Respond respond) {
  const core::State& state = context.model.state();
  const core::Actor& actor = call.who->actor;
  respond(json_answer("{" + position_field(context) + ",\"on_shift\":[" +
                      shifts_of(state.duty, actor) + "],\"handovers\":[" +
                      handovers_of(state.duty, actor) + "],\"exceptions\":[" +
                      exceptions_of(state, actor) + "],\"floods\":[" + floods_of(state, actor) +
                      "]," + alarm_lists(context.model, actor) + "}"));
}

}  // namespace varde::api
