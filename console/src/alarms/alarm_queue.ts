import type { AlarmView, CommandAnswer, IncidentView, StreamDelta, StreamSnapshot } from '../api/types';
import { sortKey } from './order';

interface Entry {
  alarm: AlarmView;
  key: string;
}

// Where an alarm stands: in the queue, or beside it. The members of incidents stand under theirs and
// are fetched when somebody opens it.
type Place = 'queue' | 'shelved' | 'on_test' | 'elsewhere';

export function placeOf(alarm: AlarmView): Place {
  if (alarm.response === 'resolved') return 'elsewhere';
  if (alarm.queued) return 'queue'; // The broker's word: what is critical for a person is in it always.
  if (alarm.test) return 'on_test';
  return alarm.shelf ? 'shelved' : 'elsewhere';
}

// The open alarms as this console knows them, in queue order, built from what the server sends.
//
// The answer to a command may come before the delta that tells the same. Such an alarm is ahead of
// the stream, and what the stream says of it up to that position is the past and is not used.
export class AlarmQueue {
  private entries = new Map<string, Entry>();
  private groups = new Map<string, IncidentView>();
  private ahead = new Map<string, bigint>();
  private logId = '';
  private position = 0n;
  private sorted: AlarmView[] | null = [];

  // In queue order. The array is not changed afterwards.
  get alarms(): readonly AlarmView[] {
    this.sorted ??= this.standing('queue');
    return this.sorted;
  }

  // By when they come back.
  get shelved(): readonly AlarmView[] {
    const until = (alarm: AlarmView) => alarm.shelf?.until ?? '';
    return this.standing('shelved').sort((a, b) => (until(a) < until(b) ? -1 : 1));
  }

  get onTest(): readonly AlarmView[] {
    return this.standing('on_test');
  }

  get incidents(): readonly IncidentView[] {
    return [...this.groups.values()].sort((a, b) => Number(a.id) - Number(b.id));
  }

  find(id: string): AlarmView | undefined {
    return this.entries.get(id)?.alarm;
  }

  resumePoint(): { logId: string; position: string } | null {
    return this.logId === '' ? null : { logId: this.logId, position: this.position.toString() };
  }

  replace(snapshot: StreamSnapshot): void {
    if (snapshot.log_id !== this.logId) this.ahead.clear();
    const before = this.entries;
    const position = BigInt(snapshot.log_position);
    this.logId = snapshot.log_id;
    this.entries = new Map();
    for (const alarm of [...snapshot.alarms, ...snapshot.shelved, ...snapshot.on_test]) this.put(alarm);
    this.groups = new Map(snapshot.incidents.map((incident) => [incident.id, incident]));
    for (const [id, known] of this.ahead) {
      if (known <= position) continue;
      const entry = before.get(id);
      if (entry) this.entries.set(id, entry);
      else this.entries.delete(id);
    }
    this.advance(position);
  }

  // Answers false where something between what is here and the delta is missing.
  merge(delta: StreamDelta): boolean {
    const position = BigInt(delta.log_position);
    if (position <= this.position) return true;
    if (BigInt(delta.from) > this.position) return false;
    for (const alarm of delta.alarms) {
      if ((this.ahead.get(alarm.id) ?? 0n) <= position) this.put(alarm);
    }
    for (const incident of delta.incidents) {
      if (incident.open === 0) this.groups.delete(incident.id);
      else this.groups.set(incident.id, incident);
    }
    this.advance(position);
    return true;
  }

  // Takes in what a command of this console came to.
  answered(answer: CommandAnswer): void {
    const position = BigInt(answer.log_position);
    if (!answer.alarm || position <= this.position) return;
    if ((this.ahead.get(answer.alarm.id) ?? 0n) > position) return;
    this.ahead.set(answer.alarm.id, position);
    this.put(answer.alarm);
  }

  clear(): void {
    this.entries.clear();
    this.groups.clear();
    this.ahead.clear();
    this.logId = '';
    this.position = 0n;
    this.sorted = [];
  }

  private standing(place: Place): AlarmView[] {
    return [...this.entries.values()]
      .filter(({ alarm }) => placeOf(alarm) === place)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ alarm }) => alarm);
  }

  private put(alarm: AlarmView): void {
    this.sorted = null;
    if (placeOf(alarm) === 'elsewhere') this.entries.delete(alarm.id);
    else this.entries.set(alarm.id, { alarm, key: sortKey(alarm) });
  }

  private advance(position: bigint): void {
    this.sorted = null;
    this.position = position;
    for (const [id, known] of this.ahead) {
      if (known <= position) this.ahead.delete(id);
    }
  }
}
