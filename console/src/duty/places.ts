import { computed } from '@preact/signals';
import { incidents, openAlarms, shelvedAlarms, testAlarms } from '../alarms/queue_state';
import { currentSession } from '../session/session';
import { duty } from './duty_state';

// The municipalities that this page has heard of, with their names where an alarm told them: those of
// the log-in, or for a log-in for all those that shifts, alarms and exceptions speak of.
export const places = computed<ReadonlyMap<string, string>>(() => {
  const names = new Map<string, string>();
  const own = currentSession()?.municipalities ?? [];
  const put = (id: string, name = '') => {
    if (id !== '' && (own.length === 0 || own.includes(id))) names.set(id, name || (names.get(id) ?? id));
  };
  own.forEach((id) => put(id));
  duty.value?.on_shift.forEach((shift) => shift.municipalities.forEach((id) => put(id)));
  duty.value?.exceptions.forEach((exception) => put(exception.scope?.municipality ?? ''));
  duty.value?.floods.forEach((id) => put(id));
  for (const list of [openAlarms.value, shelvedAlarms.value, testAlarms.value, incidents.value]) {
    for (const { municipality, municipality_name: name } of list) put(municipality, name);
  }
  return names;
});

export function placeName(id: string): string {
  return places.value.get(id) ?? id;
}
