import { batch, computed, effect, signal } from '@preact/signals';
import type { AlarmView, IncidentView } from '../api/types';
import { AlarmQueue } from './alarm_queue';
import { type Filter, isUnclaimed, passes, tally } from './filter';
import { freeRows, type HeldRows, holdRows } from './held_rows';

// What the page shows of the queue. `alarmQueue` is the truth; the signals follow it.

export const alarmQueue = new AlarmQueue();
export const openAlarms = signal<readonly AlarmView[]>([]);
export const shelvedAlarms = signal<readonly AlarmView[]>([]);
export const testAlarms = signal<readonly AlarmView[]>([]);
export const incidents = signal<readonly IncidentView[]>([]);
export const queueLoaded = signal(false);
export const filter = signal<Filter>('all');
export const held = signal(false); // The list is under the pointer or the keyboard.
export const rows = signal<HeldRows>({ rows: [], waiting: [] });

export const tallies = computed(() => tally(openAlarms.value));
export const unclaimed = computed(() => openAlarms.value.filter(isUnclaimed));

const filtered = computed(() => openAlarms.value.filter((alarm) => passes(alarm, filter.value)));

export function publishQueue(loaded: boolean): void {
  batch(() => {
    openAlarms.value = alarmQueue.alarms;
    shelvedAlarms.value = alarmQueue.shelved;
    testAlarms.value = alarmQueue.onTest;
    incidents.value = alarmQueue.incidents;
    queueLoaded.value = loaded;
  });
}

// Lets the waiting rows in, whether the list is held or not.
export function showWaiting(): void {
  rows.value = freeRows(filtered.value);
}

export function chooseFilter(choice: Filter): void {
  batch(() => {
    filter.value = filter.value === choice ? 'all' : choice;
    showWaiting();
  });
}

effect(() => {
  const live = filtered.value;
  rows.value = held.value ? holdRows(rows.peek().rows, live) : freeRows(live);
});
