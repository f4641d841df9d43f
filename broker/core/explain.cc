#include "broker/core/explain.h"

#include <iomanip>
#include <sstream>
#include <utility>

#include "broker/base/overload.h"
#include "broker/core/geofence.h"
#include "broker/core/judge_rule.h"
#include "broker/core/own_positions.h"
#include "broker/core/rule_forms.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string clock(Instant at) {
  const auto minutes = local_time(at).time.count();
  std::ostringstream out;
  out << std::setfill('0') << std::setw(2) << minutes / 60 << ':' << std::setw(2) << minutes % 60;
  return out.str();
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string why_unmet(Unmet unmet, const Speaker& by, Instant now) {
  const bool by_register =
      unmet == Unmet::Position || unmet == Unmet::DeviceType || unmet == Unmet::SiteKind;
  if (by_register && by.registered == nullptr) return "the device is in no register";
  switch (unmet) {
    case Unmet::None: return {};
    case Unmet::Kind: return "the signal is of another kind";
    case Unmet::Municipality:
      return "municipality " + quoted(by.device.municipality.str()) + " is not the rule's";
    case Unmet::Device: return "device " + quoted(by.device.device.str()) + " is not the rule's";
    case Unmet::Position: return "position " + quoted(by.position.str()) + " is not the rule's";
    case Unmet::DeviceType:
      return "device type " + quoted(by.registered->type) + " is not the rule's";
    case Unmet::SiteKind:
      return "site kind " + quoted(by.place == nullptr ? "" : by.place->site_kind) +
             " is not the rule's";
    case Unmet::Time: return "at " + clock(now) + " local time the rule does not hold";
  }
  return {};
}

constexpr const char* kNotActive = "the signal does not say that it is so";
constexpr const char* kKnown = "it is known already";

std::string why_nothing(const OnSignal& form, const Signal& signal) {
  if (!is_active(signal)) return kNotActive;
  if (is_met(form, signal)) return kKnown;
  return signal.value ? "value " + number(*signal.value) + " is out of the rule's bounds"
                      : "the signal has no value";
}

std::string why_nothing(const Threshold& form, const Signal& signal) {
  switch (reading_of(form, signal)) {
    case Reading::None: return "the signal has no value that its device vouches for";
    case Reading::Beyond: return kKnown;
    case Reading::Between:
      return "value " + number(*signal.value) + " is between the limit and " + number(form.clear);
    case Reading::Clear: return "value " + number(*signal.value) + " is normal";
  }
  return {};
}

std::string why_nothing(const Geofence& form, const Signal& signal, Instant now) {
  switch (where_is(form, signal, now)) {
    case FixAnswer::None: return "the signal has no fix";
    case FixAnswer::Inaccurate: return "the fix is not accurate enough";
    case FixAnswer::Old: return "the fix is too old";
    case FixAnswer::Uncertain: return "the fix may be inside or outside, as accurate as it is";
    case FixAnswer::Inside: return "the fix is inside";
    case FixAnswer::Outside: return kKnown;
  }
  return {};
}

std::string why_nothing(const AlarmRule& rule, const Heard& heard, const State& state,
                        Instant now) {
  const Signal& signal = heard.signal;
  if (signal.history) return "recorded earlier and sent late: no news";
  if (rule.raise.type == AlarmType::Unspecified) return "the rule raises nothing";
  const ServiceException* exception = exception_of(state, heard.by.device, heard.by.position, now);
  if (exception != nullptr && exception->kind == ExceptionKind::OutOfService)
    return "the device is out of service";
  return std::visit(
      Overload{
          [&](const OnSignal& form) { return why_nothing(form, signal); },
          [&](const Threshold& form) { return why_nothing(form, signal); },
          [&](const Geofence& form) { return why_nothing(form, signal, now); },
          [](const MissedWindow&) { return std::string("looked at when the window ends"); },
          [&](const auto&) { return std::string(is_active(signal) ? kKnown : kNotActive); },
      },
      rule.form);
}

// What the rule did, from the facts it added; the most telling of them.
void describe(RuleTrace& trace, const Decision& decision) {
  const auto say = [&](RuleAnswer answer, std::string why) {
    trace.answer = answer;
    trace.why = std::move(why);
  };
  for (const Event& event : decision.events) {
    std::visit(Overload{
                   [&](const AlarmRaised& raised) {
                     say(RuleAnswer::Raises, raised.test ? "an alarm on test" : "an alarm");
                   },
                   [&](const AlarmRepeated& repeated) {
                     say(RuleAnswer::Repeats,
                         "alarm " + std::to_string(repeated.alarm.value()) + " is open");
                   },
                   [&](const AlarmReturnedToNormal& returned) {
                     say(RuleAnswer::Ends,
                         "alarm " + std::to_string(returned.alarm.value()) + " is normal again");
                   },
                   [&](const TimerSet& set) {
                     trace.due = set.timer.due;
                     if (trace.answer != RuleAnswer::Nothing) return;
                     const auto counted = set.timer.times.size();
                     say(RuleAnswer::Waits,
                         counted == 0 ? "the time runs" : std::to_string(counted) + " so far");
                   },
                   [&](const TimerCleared&) {
                     if (trace.answer == RuleAnswer::Nothing)
                       say(RuleAnswer::StopsWaiting, "the time runs no more");
                   },
                   [](const auto&) {},
               },
               event.body);
  }
}

RuleTrace trace_of(const State& state, const AlarmRule& rule, const Heard& heard, Instant now,
                   Bearing bearing, bool applies) {
  RuleTrace trace{rule.id, RuleAnswer::Nothing, Unmet::None, {}, {}};
  if (bearing != Bearing::None && !heard.signal.history) {
    Draft draft(state, now);
    judge_rule(draft, rule, heard, applies);
    describe(trace, std::move(draft).finish());
  }
  if (trace.answer != RuleAnswer::Nothing) return trace;
  trace.unmet = first_unmet(rule.match, heard, now);
  if (trace.unmet == Unmet::None) {
    trace.why = why_nothing(rule, heard, state, now);
  } else {
    trace.answer = RuleAnswer::Unmet;
    trace.why = why_unmet(trace.unmet, heard.by, now);
  }
  return trace;
}

}  // namespace

std::vector<RuleTrace> explain(const State& state, const DeviceRef& device, const Signal& signal,
                               Instant now) {
  const Device* registered = state.known.find_device(device);
  const PositionId position =
      registered != nullptr ? registered->position : unregistered_position(device);
  const Heard heard{speaker(state, device, position), signal, state.log_end.next()};
  std::vector<RuleTrace> traces;
  Decided decided;
  for (const AlarmRule& rule : state.rules.rules) {
    const Bearing bearing = bearing_of(rule, heard, now);
    const bool earlier = bearing == Bearing::Applies && decided.by_earlier(rule);
    const bool applies = bearing == Bearing::Applies && !earlier;
    RuleTrace trace = trace_of(state, rule, heard, now, bearing, applies);
    if (earlier && trace.answer == RuleAnswer::Nothing) {
      trace.answer = RuleAnswer::Earlier;
      trace.why = "an earlier rule has decided";
    }
    traces.push_back(std::move(trace));
    if (applies) decided.add(rule);
  }
  return traces;
}

}  // namespace varde::core
