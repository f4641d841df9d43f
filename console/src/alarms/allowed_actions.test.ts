import { expect, test } from 'vitest';
import type { Session } from '../api/types';
import { alarm } from '../testing/alarms';
import { whyNot } from './allowed_actions';

const as = (role: Session['role'], user = 'kari'): Session => ({
  session: 's1',
  user,
  name: user,
  role,
  municipalities: [],
});
const mine = alarm(1, { response: 'claimed', owner: 'kari' });
const theirs = alarm(1, { response: 'claimed', owner: 'ola' });

test('an alarm nobody has can be claimed, and must be before it can be resolved', () => {
  expect(whyNot('claim', alarm(1), as('operator'))).toBeNull();
  expect(whyNot('resolve', alarm(1), as('operator'))).toBe('why.claim_first');
});

test('what another has can be noted on, and nothing more', () => {
  expect(whyNot('note', theirs, as('operator'))).toBeNull();
  for (const verb of ['claim', 'dispatch', 'resolve', 'release'] as const) {
    expect(whyNot(verb, theirs, as('operator'))).toBe('why.owned');
  }
});

test('the owner can dispatch, resolve and release', () => {
  for (const verb of ['dispatch', 'resolve', 'release'] as const) {
    expect(whyNot(verb, mine, as('operator'))).toBeNull();
  }
  expect(whyNot('claim', mine, as('operator'))).toBe('why.yours_already');
});

test('a resolved alarm is over', () => {
  const resolved = alarm(1, { response: 'resolved' });
  expect(whyNot('note', resolved, as('operator'))).toBe('why.resolved');
});

test('a technician acknowledges and notes; a manager notes', () => {
  expect(whyNot('acknowledge', alarm(1), as('technician'))).toBeNull();
  expect(whyNot('claim', alarm(1), as('technician'))).toBe('why.role');
  expect(whyNot('note', alarm(1), as('manager'))).toBeNull();
  expect(whyNot('acknowledge', alarm(1), as('manager'))).toBe('why.role');
});
