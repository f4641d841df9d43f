import { expect, test } from 'vitest';
import { backoffMs } from './backoff';

const nominal = (attempt: number) => backoffMs(attempt, () => 1);

test('the first tries come fast and then ever slower, up to five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(nominal)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('chance shortens the wait by up to half', () => {
  expect(backoffMs(0, () => 0)).toBe(125);
  expect(backoffMs(9, () => 0)).toBe(2_500);
});
