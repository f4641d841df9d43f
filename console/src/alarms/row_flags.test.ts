import { beforeEach, expect, test } from 'vitest';
import { language, t } from '../i18n/i18n';
import { alarm } from '../testing/alarms';
import { rowFlags } from './row_flags';

beforeEach(() => {
  language.value = 'nb';
});

test('an alarm with nothing to add has no flags', () => {
  expect(rowFlags(alarm(1))).toEqual([]);
});

test('each thing to know is a flag of its own', () => {
  const flags = rowFlags(
    alarm(1, {
      also: ['fall', 'panic'],
      chattering: true,
      stale: true,
      offered_to: 'ola',
      shelf: { user: 'kari', reason: 'støy', until: '2026-11-22T14:00:00Z' },
    }),
  );
  expect(flags).toHaveLength(5);
  expect(flags[0]).toBe('også Fall, Overfallsalarm');
  expect(flags).toContain(t('row.chattering'));
  expect(flags).toContain(t('row.stale'));
  expect(flags).toContain('tilbudt ola');
  expect(flags[4]).toContain('lagt til side til');
});

test('an alarm that nobody took in time is told to be escalated', () => {
  const next = (round: number, step: number) => rowFlags(alarm(1, { escalation: { policy: 'p', round, step } }));
  expect(next(0, 0)).toEqual([]);
  expect(next(0, 1)).toEqual([t('row.escalated')]);
  expect(next(1, 0)).toEqual([t('row.escalated')]);
});
