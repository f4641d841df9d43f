import { expect, test } from 'vitest';
import { alarm, incident } from '../testing/alarms';
import { raisedLately } from './flood';

const now = Date.parse('2026-11-22T12:05:00Z');

test('a flood counts single alarms and those folded into incidents', () => {
  const folded = incident(9, { alarms: '12' });
  expect(raisedLately('fjell', [alarm(1), alarm(2)], [folded], now)).toBe(14);
});

test('what is older than ten minutes, or elsewhere, is not of the flood', () => {
  const old = alarm(1, { raised_at: '2026-11-22T11:55:00Z' });
  const elsewhere = alarm(2, { municipality: 'sorvik' });
  expect(raisedLately('fjell', [old, elsewhere], [], now)).toBe(0);
});
