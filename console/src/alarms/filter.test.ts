import { expect, test } from 'vitest';
import { alarm } from '../testing/alarms';
import { passes, tally } from './filter';

test('a filter shows its priority only', () => {
  expect(passes(alarm(1, { priority: 'low' }), 'low')).toBe(true);
  expect(passes(alarm(1, { priority: 'high' }), 'low')).toBe(false);
});

test('no filter hides a critical alarm that nobody has', () => {
  const critical = alarm(1, { priority: 'critical' });
  expect(passes(critical, 'low')).toBe(true);
  expect(passes({ ...critical, response: 'claimed', owner: 'kari' }, 'low')).toBe(false);
});

test('an alarm that somebody was sent to, and whose operator is gone, is nobody\'s', () => {
  const left = alarm(1, { priority: 'critical', response: 'dispatched', owner: '', responder: 'patrol' });
  expect(passes(left, 'low')).toBe(true);
  expect(passes({ ...left, owner: 'kari' }, 'low')).toBe(false);
});

test('what nobody has is counted apart', () => {
  const tallies = tally([
    alarm(1, { priority: 'critical' }),
    alarm(2, { priority: 'critical', response: 'claimed', owner: 'kari', acknowledged: true }),
    alarm(3, { priority: 'low' }),
  ]);
  expect(tallies.critical).toEqual({ open: 2, unclaimed: 1, unacknowledged: 1 });
  expect(tallies.all).toEqual({ open: 3, unclaimed: 2, unacknowledged: 2 });
  expect(tallies.medium.open).toBe(0);
});
