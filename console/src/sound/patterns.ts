import type { QueuePriority } from '../alarms/filter';

// What each priority sounds like. The more urgent, the nearer to speech, which people hear best and
// place at once: critical is a called-out "hal-LO", high and medium are tones, low is one soft stroke.

export type PatternName = QueuePriority | 'connection';

export interface Note {
  at: number; // Seconds from the start.
  length: number;
  hz: number; // At the beginning.
  toHz: number; // At the end.
  voice: 'vowel' | 'tone';
  strength: number; // 0 to 1.
}

export interface Pattern {
  notes: readonly Note[];
  repeatAfterMs: number; // Until somebody has claimed it.
}

const call = (at: number): Note[] => [
  { at, length: 0.16, hz: 190, toHz: 210, voice: 'vowel', strength: 0.8 },
  { at: at + 0.2, length: 0.42, hz: 270, toHz: 205, voice: 'vowel', strength: 1 },
];

const tone = (at: number, length: number, hz: number, strength: number): Note => ({
  at,
  length,
  hz,
  toHz: hz,
  voice: 'tone',
  strength,
});

export const patterns: Record<PatternName, Pattern> = {
  critical: { notes: [...call(0), ...call(0.8)], repeatAfterMs: 3_000 },
  high: {
    notes: [tone(0, 0.18, 784, 0.8), tone(0.22, 0.18, 988, 0.8), tone(0.44, 0.3, 784, 0.8)],
    repeatAfterMs: 8_000,
  },
  medium: { notes: [tone(0, 0.25, 587, 0.6), tone(0.28, 0.4, 784, 0.6)], repeatAfterMs: 20_000 },
  low: { notes: [tone(0, 0.35, 440, 0.4)], repeatAfterMs: 60_000 },
  connection: {
    notes: [tone(0, 0.25, 659, 0.8), tone(0.3, 0.25, 523, 0.8), tone(0.6, 0.5, 392, 0.8)],
    repeatAfterMs: 10_000,
  },
};

// What is played: the pattern, or for an alarm that is escalated the pattern twice.
export function notesOf(name: PatternName, again = false): readonly Note[] {
  const once = patterns[name].notes;
  if (!again) return once;
  const shift = endOf(once) + kPause;
  return [...once, ...once.map((note) => ({ ...note, at: note.at + shift }))];
}

export function lengthMs(name: PatternName, again = false): number {
  return endOf(notesOf(name, again)) * 1_000;
}

const kPause = 0.3; // Seconds.

function endOf(notes: readonly Note[]): number {
  return Math.max(...notes.map((note) => note.at + note.length));
}

// Critical alarms can be turned down but never off.
const kLeastForCritical = 0.3;
const kAgainIsLouder = 1.5; // About 3.5 dB, which is plainly louder.

export function loudness(pattern: PatternName, volume: number, again = false): number {
  const chosen = Math.min(1, Math.max(0, volume));
  const first = pattern === 'critical' ? Math.max(kLeastForCritical, chosen) : chosen;
  return again ? first * kAgainIsLouder : first;
}
