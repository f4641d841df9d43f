import { expect, test } from 'vitest';
import { clockTime, duration, parseInstant } from './time';

const at = (instant: string) => Date.parse(instant);

test('times are those of Norway on a 24-hour clock', () => {
  expect(clockTime(at('2026-11-22T22:59:07Z'), at('2026-11-22T22:59:30Z'), 'nb')).toBe('23:59');
  expect(clockTime(at('2026-06-22T12:00:07Z'), at('2026-06-22T12:59:30Z'), 'en', { seconds: true })).toBe('14:00:07');
});

test('midnight is 00, not 24', () => {
  expect(clockTime(at('2026-11-22T23:00:00Z'), at('2026-11-22T23:30:00Z'), 'nb')).toBe('00:00');
});

test('over midnight the date is shown, by the Norwegian day and not that of UTC', () => {
  const now = at('2026-11-22T23:10:00Z'); // 00:10 on the 23rd in Norway.
  expect(clockTime(at('2026-11-22T22:59:00Z'), now, 'nb')).toBe('22. nov. 23:59');
  expect(clockTime(at('2026-11-22T22:59:00Z'), now, 'en')).toBe('22 Nov 23:59');
  expect(clockTime(at('2026-11-22T23:05:00Z'), now, 'nb')).toBe('00:05');
});

test('in the hour that comes twice each time has its offset', () => {
  const now = at('2026-10-25T10:00:00Z');
  expect(clockTime(at('2026-10-25T00:30:00Z'), now, 'nb')).toBe('02:30 (+02:00)');
  expect(clockTime(at('2026-10-25T01:30:00Z'), now, 'nb')).toBe('02:30 (+01:00)');
  expect(clockTime(at('2026-10-24T23:59:59Z'), now, 'nb')).toBe('01:59');
  expect(clockTime(at('2026-10-25T02:00:00Z'), now, 'nb')).toBe('03:00');
});

test('the hour that is left out in spring makes no offset', () => {
  const now = at('2026-03-29T10:00:00Z');
  expect(clockTime(at('2026-03-29T00:59:59Z'), now, 'nb')).toBe('01:59');
  expect(clockTime(at('2026-03-29T01:00:00Z'), now, 'nb')).toBe('03:00');
});

test.each([
  [0, '0:00'],
  [-5_000, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_600_000 * 3 + 7_000, '3:00:07'],
  [86_400_000 * 2 + 3_600_000, '2 d 1:00'],
])('%d ms lasted %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a time that is missing is none', () => {
  expect(parseInstant(undefined)).toBeNull();
  expect(parseInstant('')).toBeNull();
  expect(parseInstant('1970-01-01T00:00:00Z')).toBe(0);
});
