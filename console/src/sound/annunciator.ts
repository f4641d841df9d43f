import type { AlarmView } from '../api/types';
import { priorities } from '../alarms/filter';
import { type PatternName, patterns } from './patterns';

// Decides what is heard when. One sound at a time, that of the most urgent alarm nobody has claimed:
// at once when it is new, then again and again. In a flood it is still one sound.

const kBetweenSoundsMs = 1_500; // So that two alarms at once are not one noise.

export class Annunciator {
  private known = new Set<string>();
  private last: PatternName | null = null;
  private playedAt = -Infinity;

  // What to play now, or null. To be asked about once a second and when the queue changes.
  next(unclaimed: readonly AlarmView[], connectionLost: boolean, nowMs: number): PatternName | null {
    const wanted = mostUrgent(unclaimed, connectionLost);
    const isNew = unclaimed.some((alarm) => alarm.priority === wanted && !this.known.has(alarm.id));
    if (wanted === null) {
      this.last = null;
      this.known = new Set();
      return null;
    }
    const since = nowMs - this.playedAt;
    if (since < kBetweenSoundsMs) return null;
    const due = wanted !== this.last || isNew || since >= patterns[wanted].repeatAfterMs;
    if (!due) return null;
    this.known = new Set(unclaimed.map((alarm) => alarm.id));
    this.last = wanted;
    this.playedAt = nowMs;
    return wanted;
  }
}

// A lost connection may hide any alarm, so it is heard before all but the critical ones.
function mostUrgent(unclaimed: readonly AlarmView[], connectionLost: boolean): PatternName | null {
  const present = new Set(unclaimed.map((alarm) => alarm.priority));
  if (present.has('critical')) return 'critical';
  if (connectionLost) return 'connection';
  return priorities.find((priority) => present.has(priority)) ?? null;
}
