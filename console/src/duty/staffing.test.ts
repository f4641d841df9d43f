import { expect, test } from 'vitest';
import type { ShiftView } from '../api/types';
import { understaffed } from './staffing';

const shift = (user: string, ...municipalities: string[]): ShiftView => ({ user, municipalities });

test('a municipality that nobody is on shift for is told', () => {
  expect(understaffed([shift('siri', 'sorvik')], ['nordlia'])).toEqual([{ municipality: 'nordlia', only: '' }]);
});

test('one alone is told with the name', () => {
  expect(understaffed([shift('siri', 'sorvik')], ['sorvik'])).toEqual([{ municipality: 'sorvik', only: 'siri' }]);
});

test('who is there for all municipalities counts in each', () => {
  expect(understaffed([shift('kari'), shift('siri', 'sorvik')], ['sorvik', 'nordlia'])).toEqual([
    { municipality: 'nordlia', only: 'kari' },
  ]);
});

test('with two on shift there is nothing to tell', () => {
  expect(understaffed([shift('kari'), shift('ola')], ['nordlia', 'sorvik'])).toEqual([]);
});
