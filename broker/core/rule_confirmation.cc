// Several detectors of one site that say the same.
#include <algorithm>
#include <map>
#include <string>

#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

// Devices of a place that has no site stand together by their position. Ends with a slash: device
// ids have none (`is_name`), sites may.
std::string site_of(const Speaker& by, bool test) {
  const bool has_site = by.place != nullptr && !by.place->site.empty();
  const std::string where = has_site ? "site/" + by.place->site : "position/" + by.position.str();
  return by.device.municipality.str() + (test ? "/test/" : "/") + where + "/";
}

// The other devices of the site that have reported, and still count.
std::map<TimerKey, Timer> others_of(const Draft& draft, const AlarmRule& rule,
                                    const std::string& site, const TimerKey& own) {
  auto timers = draft.timers_of(rule.id, site);
  std::erase_if(timers, [&](const auto& entry) {
    const auto& [key, timer] = entry;
    const bool of_longer_name = key.subject.find('/', site.size()) != std::string::npos;
    return of_longer_name || key == own || timer.due <= draft.now();
  });
  return timers;
}

// The position at which the site's alarm is open already, if it is.
const PositionId* raised_at(const Draft& draft, const AlarmRule& rule, const Speaker& by, bool test,
                            const std::map<TimerKey, Timer>& others) {
  const auto is_open_at = [&](const PositionId& position) {
    const auto alarm = draft.open_alarm(position, rule.raise.type, test);
    return alarm && alarm->rule == rule.id.str();
  };
  if (is_open_at(by.position)) return &by.position;
  for (const auto& [key, timer] : others) {
    if (is_open_at(timer.position)) return &timer.position;
  }
  if (by.place == nullptr || by.place->site.empty()) return nullptr;
  // Raised by those that count no more.
  for (const auto& [id, alarm] : draft.state().alarms.open()) {
    if (alarm.rule != rule.id.str() || alarm.test != test) continue;
    const Position* place = draft.state().known.find_position(alarm.position);
    const bool same_site = place != nullptr && place->site == by.place->site &&
                           place->municipality == by.place->municipality;
    if (same_site && is_open_at(alarm.position)) return &alarm.position;
  }
  return nullptr;
}

}  // namespace

void judge(Draft& draft, const AlarmRule& rule, const Confirmation& form, const Heard& heard,
           bool applies) {
  const Speaker& by = heard.by;
  const ServiceException* exception =
      exception_of(draft.state(), by.device, by.position, draft.now());
  if (exception != nullptr && exception->kind == ExceptionKind::OutOfService) return;
  const bool test = exception != nullptr;
  const std::string site = site_of(by, test);
  const TimerKey own{rule.id, site + by.device.device.str()};
  const bool counted = draft.timer(own).has_value();
  if (heard.signal.state == SignalState::Normal && counted) draft.add(TimerCleared{own});
  if (!applies || !is_active(heard.signal) || rule.raise.type == AlarmType::Unspecified) return;
  draft.set_timer(
      own, {draft.now() + form.within + Duration(1), heard.cause, by.device, by.position, {}});
  const auto others = others_of(draft, rule, site, own);
  if (others.size() + 1 < form.devices) return;
  const PositionId* raised = raised_at(draft, rule, by, test, others);
  // Of those that have said so before, it is known.
  if (raised != nullptr && counted) {
    const auto alarm = draft.open_alarm(*raised, rule.raise.type, test);
    if (!wants_to_be_heard_again(*alarm)) return;
  }
  const PositionId position = raised != nullptr ? *raised : by.position;
  raise_by_rule(draft, rule, by.device, position, heard.cause, heard.signal.key);
}

}  // namespace varde::core
