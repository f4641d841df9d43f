import { expect, test } from 'vitest';
import { alarm } from '../testing/alarms';
import { Annunciator } from './annunciator';
import { loudness, patterns } from './patterns';

const high = alarm(1, { priority: 'high' });
const low = alarm(2, { priority: 'low' });
const critical = alarm(3, { priority: 'critical' });

test('the most urgent alarm nobody has is heard, and again until it is claimed', () => {
  const sound = new Annunciator();
  expect(sound.next([high, low], false, 0)).toBe('high');
  expect(sound.next([high, low], false, patterns.high.repeatAfterMs - 1)).toBeNull();
  expect(sound.next([high, low], false, patterns.high.repeatAfterMs)).toBe('high');
  expect(sound.next([low], false, patterns.high.repeatAfterMs + 2_000)).toBe('low');
  expect(sound.next([], false, 60_000)).toBeNull();
});

test('a new alarm is heard at once, but two sounds are never one noise', () => {
  const sound = new Annunciator();
  expect(sound.next([high], false, 0)).toBe('high');
  expect(sound.next([critical, high], false, 100)).toBeNull();
  expect(sound.next([critical, high], false, 1_500)).toBe('critical');
  expect(sound.next([critical, high, alarm(4, { priority: 'critical' })], false, 3_000)).toBe('critical');
});

test('a flood of low alarms is one sound at a time and does not hide a critical one', () => {
  const sound = new Annunciator();
  const flood = Array.from({ length: 5_000 }, (_, i) => alarm(100 + i, { priority: 'low' }));
  expect(sound.next(flood, false, 0)).toBe('low');
  expect(sound.next([critical, ...flood], false, 2_000)).toBe('critical');
});

test('a lost connection is heard, after the critical alarms', () => {
  const sound = new Annunciator();
  expect(sound.next([high], true, 0)).toBe('connection');
  expect(sound.next([critical, high], true, 2_000)).toBe('critical');
});

test('critical can be turned down but not off; the others can', () => {
  expect(loudness('critical', 0)).toBeGreaterThan(0);
  expect(loudness('critical', 0)).toBeLessThan(loudness('critical', 1));
  expect(loudness('high', 0)).toBe(0);
});
