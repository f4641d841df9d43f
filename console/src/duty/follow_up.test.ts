import { beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../testing/manual_time';
import { followUp } from './follow_up';

let time: ManualTime;
let asked: number[];
let answer: (() => void) | null; // Of a slow server; null: it answers at once.

beforeEach(() => {
  time = new ManualTime();
  asked = [];
  answer = null;
});

const follow = (slow = false) =>
  followUp(async () => {
    asked.push(time.now());
    if (slow) await new Promise<void>((resolve) => (answer = resolve));
  }, time);
const settle = () => new Promise((resolve) => setTimeout(resolve));

test('the first change is asked for at once, the next not before the pause is over', async () => {
  const follower = follow();
  follower.changed();
  time.pass(0);
  await settle();
  follower.changed();
  follower.changed();
  time.pass(2_999);
  await settle();
  expect(asked).toEqual([0]);
  time.pass(1);
  await settle();
  expect(asked).toEqual([0, 3_000]);
});

test('without a change nothing is asked', async () => {
  const follower = follow();
  follower.changed();
  time.pass(60_000);
  await settle();
  expect(asked).toHaveLength(1);
});

test('a long answer is asked for more seldom', async () => {
  const follower = follow(true);
  follower.changed();
  time.pass(1_000);
  answer?.();
  await settle();
  follower.changed();
  time.pass(19_999);
  await settle();
  expect(asked).toHaveLength(1);
  time.pass(1);
  await settle();
  expect(asked).toHaveLength(2);
});

test('one that was stopped asks no more', async () => {
  const follower = follow();
  follower.changed();
  follower.stop();
  time.pass(60_000);
  await settle();
  expect(asked).toEqual([]);
});
