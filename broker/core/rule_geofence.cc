// A person who is where nobody expects them.
#include "broker/core/geofence.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"

namespace varde::core {

void judge(Draft& draft, const AlarmRule& rule, const Geofence& form, const Heard& heard,
           bool applies) {
  if (!is_active(heard.signal) && heard.signal.state != SignalState::Normal) return;
  const FixAnswer answer = where_is(form, heard.signal, draft.now());
  if (answer == FixAnswer::Inside) end_by_device(draft, rule, heard);
  if (answer != FixAnswer::Outside || !applies) return;
  const Speaker& by = heard.by;
  if (active_alarm(draft, rule, by.device, by.position)) return;
  raise_by_rule(draft, rule, by.device, by.position, heard.cause, heard.signal.key);
}

}  // namespace varde::core
