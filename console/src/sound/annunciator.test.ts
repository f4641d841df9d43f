import { expect, test } from 'vitest';
import { alarm } from '../testing/alarms';
import { Annunciator } from './annunciator';
import { lengthMs, loudness, patterns } from './patterns';

const high = alarm(1, { priority: 'high' });
const low = alarm(2, { priority: 'low' });
const critical = alarm(3, { priority: 'critical' });

test('the most urgent alarm nobody has is heard, and again until it is claimed', () => {
  const sound = new Annunciator();
  expect(sound.next([high, low], false, 0)?.pattern).toBe('high');
  expect(sound.next([high, low], false, patterns.high.repeatAfterMs - 1)).toBeNull();
  expect(sound.next([high, low], false, patterns.high.repeatAfterMs)?.pattern).toBe('high');
  expect(sound.next([low], false, patterns.high.repeatAfterMs + 2_000)?.pattern).toBe('low');
  expect(sound.next([], false, 60_000)).toBeNull();
});

test('a new alarm is heard at once, but two sounds are never one noise', () => {
  const sound = new Annunciator();
  expect(sound.next([high], false, 0)?.pattern).toBe('high');
  expect(sound.next([critical, high], false, 100)).toBeNull();
  expect(sound.next([critical, high], false, 1_500)?.pattern).toBe('critical');
  expect(sound.next([critical, high, alarm(4, { priority: 'critical' })], false, 3_000)?.pattern).toBe('critical');
});

test('a flood of low alarms is one sound at a time and does not hide a critical one', () => {
  const sound = new Annunciator();
  const flood = Array.from({ length: 5_000 }, (_, i) => alarm(100 + i, { priority: 'low' }));
  expect(sound.next(flood, false, 0)?.pattern).toBe('low');
  expect(sound.next([critical, ...flood], false, 2_000)?.pattern).toBe('critical');
});

test('a lost connection is heard, after the critical alarms', () => {
  const sound = new Annunciator();
  expect(sound.next([high], true, 0)?.pattern).toBe('connection');
  expect(sound.next([critical, high], true, 2_000)?.pattern).toBe('critical');
});

test('critical can be turned down but not off; the others can', () => {
  expect(loudness('critical', 0)).toBeGreaterThan(0);
  expect(loudness('critical', 0)).toBeLessThan(loudness('critical', 1));
  expect(loudness('high', 0)).toBe(0);
});

const step = (id: number, round: number, next: number) =>
  alarm(id, { priority: 'high', escalation: { policy: 'p', round, step: next } });

test('a step of the escalation is heard at once, longer and louder than the first time', () => {
  const sound = new Annunciator();
  expect(sound.next([step(1, 0, 0)], false, 0)).toEqual({ pattern: 'high', again: false });
  expect(sound.next([step(1, 0, 1)], false, 2_000)).toEqual({ pattern: 'high', again: true });
  expect(sound.next([step(1, 0, 1)], false, 5_000)).toBeNull();
  expect(lengthMs('high', true)).toBeGreaterThan(lengthMs('high', false));
  expect(loudness('high', 0.8, true)).toBeGreaterThan(loudness('high', 0.8));
});

test('a more urgent alarm does not wait until the long sound of a lesser one is over', () => {
  const sound = new Annunciator();
  sound.next([step(1, 0, 0)], false, 0);
  sound.next([step(1, 0, 1)], false, 10_000);
  expect(lengthMs('high', true)).toBeGreaterThan(1_500);
  expect(sound.next([step(1, 0, 1), alarm(9, { priority: 'high' })], false, 11_500)).toBeNull();
  expect(sound.next([step(1, 0, 1), critical], false, 11_500)?.pattern).toBe('critical');
});

test('the next round is a step, and so is the last one', () => {
  const sound = new Annunciator();
  sound.next([step(1, 0, 2)], false, 0);
  expect(sound.next([step(1, 1, 0)], false, 10_000)?.again).toBe(true);
  expect(sound.next([alarm(1, { priority: 'high' })], false, 20_000)?.again).toBe(true);
});

test('an escalation that ends because somebody acknowledged is no step', () => {
  const sound = new Annunciator();
  sound.next([step(1, 0, 0)], false, 0);
  expect(sound.next([alarm(1, { priority: 'high', acknowledged: true })], false, 2_000)).toBeNull();
});

test('an escalation that begins anew is no step', () => {
  const sound = new Annunciator();
  sound.next([step(1, 1, 2)], false, 0);
  expect(sound.next([step(1, 0, 0)], false, 2_000)).toBeNull();
});
