import { expect, test } from 'vitest';
import { alarm } from '../testing/alarms';
import { draftFor, nameOf, requestOf, whatIsMissing, withKind } from './exception_request';

const draft = { ...draftFor(alarm(1), ''), reason: 'Painting' };

test('from an alarm its device is put on test for an hour', () => {
  expect(requestOf(draft)).toEqual({
    kind: 'on_test',
    scope: { municipality: 'fjell', device: 'sa-12', position: '', site: '', device_type: '' },
    reason: 'Painting',
    duration: '3600s',
  });
});

test('a zone is the site of the alarm, and nothing narrower', () => {
  const zone = { ...draft, by: 'site' as const, name: nameOf(alarm(1), 'site') };
  expect(requestOf(zone).scope).toEqual({
    municipality: 'fjell',
    device: '',
    position: '',
    site: 'Granlia 12',
    device_type: '',
  });
});

test('all devices of a type go out of service at one site only; on test they may everywhere', () => {
  const type = { ...draft, by: 'device_type' as const, name: 'smoke detector' };
  expect(whatIsMissing(type)).toBeNull();
  expect(whatIsMissing({ ...type, kind: 'out_of_service' })).toBe('form.missing_site');
  expect(whatIsMissing({ ...type, kind: 'out_of_service', site: 'Hall' })).toBeNull();
  expect(requestOf({ ...type, site: 'Hall' }).scope).toMatchObject({ device_type: 'smoke detector', site: 'Hall' });
});

test('why must be written', () => {
  expect(whatIsMissing({ ...draft, reason: '  ' })).toBe('form.missing_reason');
});

test('a length that the other kind does not have becomes its nearest', () => {
  expect(withKind({ ...draft, minutes: 15 }, 'out_of_service').minutes).toBe(60);
  expect(withKind({ ...draft, minutes: 90 * 24 * 60 }, 'on_test').minutes).toBe(24 * 60);
});
