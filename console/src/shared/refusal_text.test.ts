import { beforeEach, expect, test } from 'vitest';
import type { Problem } from '../api/types';
import { language, languages, t } from '../i18n/i18n';
import { refusalText } from './refusal_text';

const refused = (status: number, problem: Partial<Problem> = {}) =>
  ({ kind: 'refused', status, problem, retryAfterSeconds: null }) as const;

beforeEach(() => {
  language.value = 'nb';
});

// broker/core/refusal.h
const kNames = [
  'AlarmNotFound',
  'NotAllowed',
  'AlreadyClaimed',
  'NotClaimed',
  'NotClaimedByYou',
  'AlreadyAcknowledged',
  'AlarmResolved',
  'TextEmpty',
  'TextTooLong',
  'TooManyNotes',
  'ConsoleNotPresent',
  'IdempotencyKeyReused',
  'OutcomeMissing',
  'CriticalNotShelved',
  'AlreadyShelved',
  'NotShelved',
  'DurationOutOfRange',
  'ScopeUnknown',
  'ExceptionNotFound',
  'TooManyExceptions',
  'NotOnShift',
  'AlreadyOnShift',
  'NothingToClaim',
  'IncidentNotFound',
  'NotOffered',
  'AlreadyOffered',
  'UserNotPresent',
  'DeviceUnknown',
  'CommandUnknown',
  'DeviceNotHeard',
  'TooManyEffects',
];

test.each(languages)('every refusal has words of its own in %s', (each) => {
  language.value = each;
  const texts = kNames.map((refusal_name) => refusalText(refused(409, { refusal_name, detail: 'DETAIL' }), 'kari'));
  for (const text of texts) expect(text).not.toContain('DETAIL');
  expect(new Set(texts).size).toBe(kNames.length);
});

test('a claim that came too late says who was quicker', () => {
  const answer = refused(409, { refusal_name: 'AlreadyClaimed', owner: 'ola' });
  expect(refusalText(answer, 'kari')).toBe(t('refusal.AlreadyClaimed', { owner: 'ola' }));
  expect(refusalText(answer, 'kari')).toContain('ola');
  expect(refusalText(answer, 'ola')).toBe(t('refusal.AlreadyClaimed.you'));
});

test('a name this console does not know falls back to what the server says', () => {
  const text = refusalText(refused(409, { refusal_name: 'MoonTooBright', detail: 'The moon is too bright.' }), 'kari');
  expect(text).toContain('The moon is too bright.');
});

test('no answer is not said to be a no', () => {
  expect(refusalText({ kind: 'unreachable' }, 'kari')).toBe(t('refusal.unreachable'));
});

test('a full storage is said as such', () => {
  expect(refusalText(refused(503), 'kari')).toBe(t('refusal.storage'));
});
