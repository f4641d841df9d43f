import { expect, test } from 'vitest';
import type { AlarmView } from '../api/types';
import { alarm } from '../testing/alarms';
import { sortKey } from './order';

const ordered = (...alarms: AlarmView[]) =>
  [...alarms].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)).map(({ id }) => id);

test('the most urgent comes first, however late it came', () => {
  const late = '2026-11-22T23:59:59Z';
  expect(
    ordered(
      alarm(1, { priority: 'low' }),
      alarm(2, { priority: 'medium' }),
      alarm(3, { priority: 'high' }),
      alarm(4, { priority: 'critical', raised_at: late, respond_by: late }),
      alarm(5, { priority: 'unspecified' }),
    ),
  ).toEqual(['4', '3', '2', '1', '5']);
});

test('among the equally urgent the earlier deadline comes first, then the older, then the lower number', () => {
  expect(
    ordered(
      alarm(10, { respond_by: '2026-11-22T12:03:00Z', raised_at: '2026-11-22T12:00:00Z' }),
      alarm(9, { respond_by: '2026-11-22T12:03:00Z', raised_at: '2026-11-22T12:00:00Z' }),
      alarm(3, { respond_by: '2026-11-22T12:03:00Z', raised_at: '2026-11-22T12:00:01Z' }),
      alarm(4, { respond_by: '2026-11-22T12:02:59Z', raised_at: '2026-11-22T12:02:00Z' }),
    ),
  ).toEqual(['4', '9', '10', '3']);
});

test('fractions of a second count, however many digits the server writes', () => {
  expect(
    ordered(
      alarm(1, { respond_by: '2026-11-22T12:00:00.500Z' }),
      alarm(2, { respond_by: '2026-11-22T12:00:00Z' }),
      alarm(3, { respond_by: '2026-11-22T12:00:00.000001Z' }),
      alarm(4, { respond_by: '2026-11-22T12:00:01Z' }),
    ),
  ).toEqual(['2', '3', '1', '4']);
});

test('an alarm without a deadline comes after those with one', () => {
  expect(ordered(alarm(1, { respond_by: undefined }), alarm(2))).toEqual(['2', '1']);
});
