import type { AlarmView } from '../api/types';

// The list does not move under the pointer or the keyboard. While it is held, the rows stay where
// they were, changed in place; what is new waits behind a button. Critical alarms do not wait: they
// come in at the top at once.

export interface HeldRow {
  alarm: AlarmView;
  gone: boolean; // No longer in the queue; the row stays until the list may move.
}

export interface HeldRows {
  rows: HeldRow[];
  waiting: AlarmView[]; // In queue order.
}

export function freeRows(live: readonly AlarmView[]): HeldRows {
  return { rows: live.map((alarm) => ({ alarm, gone: false })), waiting: [] };
}

// `shown`: the rows as they were. `live`: the queue as it is.
export function holdRows(shown: readonly HeldRow[], live: readonly AlarmView[]): HeldRows {
  const present = new Map(live.map((alarm) => [alarm.id, alarm]));
  const kept = shown.map((row) => {
    const alarm = present.get(row.alarm.id);
    return alarm ? { alarm, gone: false } : { alarm: row.alarm, gone: true };
  });
  const known = new Set(shown.map((row) => row.alarm.id));
  const fresh = live.filter((alarm) => !known.has(alarm.id));
  const urgent = fresh.filter((alarm) => alarm.priority === 'critical');
  return {
    rows: [...freeRows(urgent).rows, ...kept],
    waiting: fresh.filter((alarm) => alarm.priority !== 'critical'),
  };
}
