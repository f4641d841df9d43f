import { beforeEach, expect, test } from 'vitest';
import {
  AlarmType_Code,
  Channel_Code,
  DeviceCommand_Code,
  EffectOutcome_Code,
  ExceptionKind_Code,
  IncidentCause_Code,
  Outcome_Code,
  Priority_Code,
  Role_Code,
  StepKind_Code,
} from '../api/generated/varde/v1/vocabulary';
import en from './en.json';
import { language, t, tIfKnown, tValue } from './i18n';
import nb from './nb.json';

const placeholders = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g))].sort();

beforeEach(() => {
  language.value = 'nb';
});

test('both languages have the same keys, in the same order', () => {
  expect(Object.keys(en)).toEqual(Object.keys(nb));
});

test('each text takes the same values in both languages, and none is empty', () => {
  const keys = Object.keys(nb) as (keyof typeof nb)[];
  expect(keys.filter((key) => String(placeholders(en[key])) !== String(placeholders(nb[key])))).toEqual([]);
  expect(keys.filter((key) => nb[key] === '' || en[key] === '')).toEqual([]);
});

test.each([
  ['alarm_type', Object.values(AlarmType_Code)],
  ['outcome', Object.values(Outcome_Code)],
  ['role', Object.values(Role_Code)],
  ['priority', Object.values(Priority_Code)],
  ['letter', Object.values(Priority_Code)],
  ['step', Object.values(StepKind_Code)],
  ['channel', Object.values(Channel_Code)],
  ['device_command', Object.values(DeviceCommand_Code)],
  ['effect_outcome', Object.values(EffectOutcome_Code)],
  ['exception_kind', Object.values(ExceptionKind_Code)],
  ['incident_cause', Object.values(IncidentCause_Code)],
])('every %s of the contract has a text', (group, values) => {
  const named = values.filter((value) => value !== 'unspecified');
  expect(named.filter((value) => tIfKnown(`${group}.${value}`) === null)).toEqual([]);
});

test('one and many are told apart', () => {
  expect(t('queue.count', { n: 1 })).toBe('1 åpen alarm');
  expect(t('queue.count', { n: 0 })).toBe('0 åpne alarmer');
  language.value = 'en';
  expect(t('queue.count', { n: 1 })).toBe('1 open alarm');
  expect(t('queue.count', { n: 21 })).toBe('21 open alarms');
});

test('a value the console has no text for is shown as it is', () => {
  expect(tValue('alarm_type', 'moon_too_bright')).toBe('moon too bright');
});
