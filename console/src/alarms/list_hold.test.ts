import { expect, test } from 'vitest';
import { ManualTime } from '../testing/manual_time';
import { kIdleMs, ListHold } from './list_hold';

function setUp() {
  const time = new ManualTime();
  const list = { held: false };
  const hold = new ListHold(time, (held) => (list.held = held));
  return { time, list, hold };
}

test('the list is held while the pointer is over it', () => {
  const { list, hold } = setUp();
  hold.pointer(true);
  expect(list.held).toBe(true);
  hold.pointer(false);
  expect(list.held).toBe(false);
});

test('the list is held while the keyboard focus is in it, though the pointer leaves', () => {
  const { list, hold } = setUp();
  hold.focus(true);
  hold.pointer(true);
  hold.pointer(false);
  expect(list.held).toBe(true);
});

test('a pointer that is left lying on the list holds it no longer', () => {
  const { time, list, hold } = setUp();
  hold.pointer(true);
  time.pass(kIdleMs - 1);
  expect(list.held).toBe(true);
  time.pass(1);
  expect(list.held).toBe(false);
});

test('use keeps the list held, and takes hold of it again', () => {
  const { time, list, hold } = setUp();
  hold.focus(true);
  time.pass(kIdleMs - 1);
  hold.used();
  time.pass(kIdleMs - 1);
  expect(list.held).toBe(true);
  time.pass(1);
  hold.used();
  expect(list.held).toBe(true);
});
