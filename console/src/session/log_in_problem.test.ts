import { expect, test } from 'vitest';
import { t } from '../i18n/i18n';
import { logInProblem } from './log_in_problem';

const refused = (status: number, retryAfterSeconds: number | null = null) =>
  ({ kind: 'refused', status, problem: { detail: 'DETAIL' }, retryAfterSeconds }) as const;

test('each reason has its words', () => {
  expect(logInProblem(refused(401))).toBe(t('login.wrong'));
  expect(logInProblem({ kind: 'unreachable' })).toBe(t('login.unreachable'));
  expect(logInProblem(refused(500))).toContain('DETAIL');
});

test('too many attempts says how long to wait', () => {
  expect(logInProblem(refused(429, 42))).toBe(t('login.too_many', { n: 42 }));
  expect(logInProblem(refused(429))).toBe(t('login.too_many', { n: 60 }));
});
