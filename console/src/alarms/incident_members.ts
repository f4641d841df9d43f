import { signal } from '@preact/signals';
import { request } from '../api/http';
import type { AlarmView, IncidentDetail } from '../api/types';

// The alarms of the incident that is open on the page; one at a time, a page after the other.
export interface Members {
  incident: string;
  state: 'loading' | 'ready' | 'failed';
  alarms: readonly AlarmView[];
  more: boolean;
}

export const members = signal<Members | null>(null);

// Opens the incident, or closes it where it is the open one.
export function toggleIncident(id: string): void {
  if (members.peek()?.incident === id) {
    members.value = null;
    return;
  }
  members.value = { incident: id, state: 'loading', alarms: [], more: false };
  void fetchMembers(id);
}

// What was done to the incident was done to them.
export function reloadMembers(id: string): void {
  if (members.peek()?.incident !== id) return;
  members.value = { incident: id, state: 'loading', alarms: [], more: false };
  void fetchMembers(id);
}

export async function fetchMembers(id: string): Promise<void> {
  const before = members.peek();
  if (before === null || before.incident !== id) return;
  const last = before.alarms.at(-1);
  const after = last === undefined ? '' : `?after=${last.id}`;
  const answer = await request<IncidentDetail>(`/incidents/${encodeURIComponent(id)}${after}`);
  if (members.peek() !== before) return; // Another was opened meanwhile.
  members.value =
    answer.kind === 'ok'
      ? { incident: id, state: 'ready', alarms: [...before.alarms, ...answer.value.alarms], more: answer.value.more }
      : { ...before, state: 'failed' };
}
