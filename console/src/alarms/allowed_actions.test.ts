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

test('a critical alarm is not put aside, nor what another has; my own and free ones are', () => {
  expect(whyNot('shelve', alarm(1, { priority: 'critical' }), as('operator'))).toBe('why.critical');
  expect(whyNot('shelve', theirs, as('operator'))).toBe('why.owned');
  expect(whyNot('shelve', mine, as('operator'))).toBeNull();
  expect(whyNot('shelve', alarm(1), as('operator'))).toBeNull();
});

test('what is on the shelf is taken back, not put there again', () => {
  const shelved = alarm(1, { shelf: { user: 'kari', reason: 'Painting' } });
  expect(whyNot('unshelve', shelved, as('operator'))).toBeNull();
  expect(whyNot('shelve', shelved, as('operator'))).toBe('why.shelved');
  expect(whyNot('unshelve', alarm(1), as('operator'))).toBe('why.not_shelved');
});

test('only my own alarm is offered, and once', () => {
  expect(whyNot('offer', alarm(1), as('operator'))).toBe('why.claim_first');
  expect(whyNot('offer', theirs, as('operator'))).toBe('why.owned');
  expect(whyNot('offer', { ...mine, offered_to: 'ola' }, as('operator'))).toBe('why.offered');
});

test('an offer is accepted by whom it was made to, and ended by either', () => {
  const offered = { ...mine, offered_to: 'ola' };
  expect(whyNot('accept', offered, as('operator', 'ola'))).toBeNull();
  expect(whyNot('accept', offered, as('operator', 'kari'))).toBe('why.not_offered');
  for (const user of ['kari', 'ola']) expect(whyNot('decline', offered, as('operator', user))).toBeNull();
  expect(whyNot('decline', offered, as('operator', 'siri'))).toBe('why.owned');
});

test('a door is opened by the owner of the alarm; other commands may a technician give too', () => {
  expect(whyNot('open_door', mine, as('operator'))).toBeNull();
  expect(whyNot('open_door', alarm(1), as('operator'))).toBe('why.claim_first');
  expect(whyNot('open_door', mine, as('technician'))).toBe('why.role');
  expect(whyNot('device', alarm(1), as('technician'))).toBeNull();
  expect(whyNot('device', alarm(1, { device: '' }), as('operator'))).toBe('why.no_device');
});

test('a device is put on test from a resolved alarm too, by those who may', () => {
  const resolved = alarm(1, { response: 'resolved' });
  for (const role of ['operator', 'technician', 'manager'] as const) {
    expect(whyNot('except', resolved, as(role))).toBeNull();
  }
  expect(whyNot('except', resolved, as('admin'))).toBe('why.role');
});
