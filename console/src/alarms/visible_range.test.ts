import { expect, test } from 'vitest';
import { kWindowFrom, scrollToShow, visibleRange } from './visible_range';

const view = { top: 6_000, height: 600, rowHeight: 60 };

test('a short list is in the page as a whole', () => {
  expect(visibleRange(kWindowFrom, view)).toEqual({ first: 0, last: kWindowFrom });
});

test('of ten thousand rows few are in the page, those in sight among them', () => {
  const { first, last } = visibleRange(10_000, view);
  expect(first).toBeLessThanOrEqual(100);
  expect(last).toBeGreaterThanOrEqual(110);
  expect(last - first).toBeLessThan(40);
});

test('the range ends where the list ends', () => {
  expect(visibleRange(300, { ...view, top: 300 * 60 - 600 }).last).toBe(300);
  expect(visibleRange(300, { ...view, top: 1_000_000 })).toEqual({ first: 300, last: 300 });
});

test('scrolling to a row moves no further than it must', () => {
  expect(scrollToShow(105, view)).toBe(6_000);
  expect(scrollToShow(0, view)).toBe(0);
  expect(scrollToShow(110, view)).toBe(6_060);
});
