import { batch, computed, effect, signal } from '@preact/signals';
import { request } from '../api/http';
import type { AlarmDetail, AlarmView, HistoryEntry } from '../api/types';
import { leavePane } from '../shared/right_pane';
import { alarmQueue, openAlarms } from './queue_state';

// The alarm in the right half of the page. It stays there after it has left the queue, until
// another is chosen.

export const chosenId = signal<string | null>(null);

export interface History {
  state: 'loading' | 'ready' | 'failed';
  entries: readonly HistoryEntry[];
  cut: boolean;
}

const kNoHistory: History = { state: 'loading', entries: [], cut: false };
export const history = signal<History>(kNoHistory);

const lastKnown = signal<AlarmView | null>(null);

export const chosen = computed<{ alarm: AlarmView; inQueue: boolean } | null>(() => {
  const known = lastKnown.value;
  if (known === null || known.id !== chosenId.value) return null;
  return { alarm: known, inQueue: openAlarms.value.length > 0 && alarmQueue.find(known.id) !== undefined };
});

export function choose(id: string): void {
  leavePane();
  if (chosenId.value === id) return;
  batch(() => {
    chosenId.value = id;
    lastKnown.value = alarmQueue.find(id) ?? null;
    history.value = kNoHistory;
  });
}

// Takes in what a command came to: an alarm that is resolved is no longer told by the queue.
export function learn(alarm: AlarmView): void {
  if (alarm.id === chosenId.peek()) lastKnown.value = alarm;
}

export function chooseNothing(): void {
  leavePane();
  chosenId.value = null;
  lastKnown.value = null;
}

// A chosen alarm that repeats itself without end must not make requests without end.
const kFetchAtMostEachMs = 500;
const kAskAgainMs = 3_000;

let fetching: AbortController | null = null;
let fetchedAt = -kFetchAtMostEachMs;
let timer: number | undefined;

function fetchSoon(id: string, now: boolean): void {
  window.clearTimeout(timer);
  const wait = now ? 0 : Math.max(60, fetchedAt + kFetchAtMostEachMs - performance.now());
  timer = window.setTimeout(() => void fetchDetail(id), wait);
}

async function fetchDetail(id: string): Promise<void> {
  fetching?.abort();
  const own = new AbortController();
  fetching = own;
  fetchedAt = performance.now();
  const answer = await request<AlarmDetail>(`/alarms/${encodeURIComponent(id)}`, { signal: own.signal });
  if (own.signal.aborted || chosenId.peek() !== id) return;
  if (answer.kind !== 'ok') {
    history.value = { ...history.peek(), state: 'failed' };
    if (answer.kind === 'unreachable') timer = window.setTimeout(() => void fetchDetail(id), kAskAgainMs);
    return;
  }
  const { alarm, history: entries, history_cut: cut } = answer.value;
  batch(() => {
    history.value = { state: 'ready', entries, cut };
    // The queue is newer than an answer that was under way, but no longer has what is resolved.
    if (alarm && !alarmQueue.find(id)) lastKnown.value = alarm;
  });
}

// For what happened to the alarm without changing it.
export function refetchChosen(id: string): void {
  if (chosenId.peek() === id) fetchSoon(id, false);
}

// Follows the chosen alarm: what the queue knows at once, what happened to it by asking.
export function followChosen(): () => void {
  let followedId: string | null = null;
  let followedAlarm: AlarmView | undefined;
  return effect(() => {
    const id = chosenId.value;
    void openAlarms.value;
    const alarm = id === null ? undefined : alarmQueue.find(id);
    if (id === followedId && alarm === followedAlarm) return;
    const isNew = id !== followedId;
    followedId = id;
    followedAlarm = alarm;
    if (alarm) lastKnown.value = alarm;
    if (id !== null) fetchSoon(id, isNew);
  });
}
