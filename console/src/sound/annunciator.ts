import type { AlarmView } from '../api/types';
import { priorities } from '../alarms/filter';
import { wasEscalated } from './escalated';
import { lengthMs, type PatternName, patterns } from './patterns';

// Decides what is heard when. One sound at a time, that of the most urgent alarm nobody has claimed:
// at once when it is new, then again and again. In a flood it is still one sound.

const kBetweenSoundsMs = 1_500; // So that two alarms at once are not one noise.

export interface Sound {
  pattern: PatternName;
  again: boolean; // Its escalation asks once more: longer and louder than before.
}

export class Annunciator {
  private known = new Map<string, AlarmView>();
  private last: PatternName | null = null;
  private playedAt = -Infinity;
  private endsAt = -Infinity; // Of the sound that is heard.

  // What to play now, or null. To be asked about once a second and when the queue changes.
  next(unclaimed: readonly AlarmView[], connectionLost: boolean, nowMs: number): Sound | null {
    const wanted = mostUrgent(unclaimed, connectionLost);
    if (wanted === null) {
      this.last = null;
      this.known = new Map();
      return null;
    }
    if (nowMs < this.playedAt + kBetweenSoundsMs) return null;
    if (nowMs < this.endsAt && !isMoreUrgent(wanted, this.last)) return null;
    const own = unclaimed.filter((alarm) => alarm.priority === wanted);
    const isNew = own.some((alarm) => !this.known.has(alarm.id));
    const again = own.some((alarm) => this.escalated(alarm));
    const isTime = nowMs - this.playedAt >= patterns[wanted].repeatAfterMs;
    if (wanted === this.last && !isNew && !again && !isTime) return null;
    this.known = new Map(unclaimed.map((alarm) => [alarm.id, alarm]));
    this.last = wanted;
    this.playedAt = nowMs;
    this.endsAt = nowMs + lengthMs(wanted, again);
    return { pattern: wanted, again };
  }

  private escalated(alarm: AlarmView): boolean {
    const before = this.known.get(alarm.id);
    return before !== undefined && wasEscalated(before, alarm);
  }
}

// A lost connection may hide any alarm, so it is heard before all but the critical ones.
const kOrder: readonly PatternName[] = ['critical', 'connection', ...priorities.filter((each) => each !== 'critical')];

function mostUrgent(unclaimed: readonly AlarmView[], connectionLost: boolean): PatternName | null {
  const present = new Set<string>(unclaimed.map((alarm) => alarm.priority));
  if (connectionLost) present.add('connection');
  return kOrder.find((name) => present.has(name)) ?? null;
}

function isMoreUrgent(name: PatternName, than: PatternName | null): boolean {
  return than === null || kOrder.indexOf(name) < kOrder.indexOf(than);
}
