import type { AlarmView, Priority } from '../api/types';

export const priorities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Priority[];
export type QueuePriority = (typeof priorities)[number];

// What the tiles above the queue show: everything, one priority, or what nobody has.
export type Filter = 'all' | 'unclaimed' | QueuePriority;

// Also one that somebody was sent to and whose operator is gone: nobody follows it.
export function isUnclaimed(alarm: AlarmView): boolean {
  return alarm.owner === '' && alarm.response !== 'resolved';
}

// A critical alarm that nobody has is shown whatever the filter says.
export function passes(alarm: AlarmView, filter: Filter): boolean {
  if (filter === 'all' || alarm.priority === filter) return true;
  if (!isUnclaimed(alarm)) return false;
  return filter === 'unclaimed' || alarm.priority === 'critical';
}

export interface Tally {
  open: number;
  unclaimed: number;
  unacknowledged: number;
}

export type Tallies = Record<QueuePriority | 'all', Tally>;

export function tally(alarms: readonly AlarmView[]): Tallies {
  const none = (): Tally => ({ open: 0, unclaimed: 0, unacknowledged: 0 });
  const tallies: Tallies = { all: none(), critical: none(), high: none(), medium: none(), low: none() };
  for (const alarm of alarms) {
    const own = alarm.priority === 'unspecified' ? tallies.low : tallies[alarm.priority];
    for (const each of [own, tallies.all]) {
      each.open += 1;
      if (isUnclaimed(alarm)) each.unclaimed += 1;
      if (!alarm.acknowledged) each.unacknowledged += 1;
    }
  }
  return tallies;
}
