import { beforeEach, expect, test } from 'vitest';
import type { Event, HistoryEntry } from '../api/types';
import { language, languages } from '../i18n/i18n';
import { historyLines } from './history_lines';

const entries = (...events: Event[]): HistoryEntry[] =>
  events.map((event, index) => ({ log_position: String(index + 1), event }));

const repeated = (at: string, realarm = false): Event => ({
  at,
  alarm_repeated: { alarm: '1', cause: '1', realarm, other_device: false, type: 'unspecified', priority: 'unspecified' },
});

beforeEach(() => {
  language.value = 'en';
});

test('each event is a line with the one who did it', () => {
  const lines = historyLines(
    entries(
      { alarm_claimed: { alarm: '1', user: 'kari', session: 's' } },
      { note_added: { alarm: '1', user: 'kari', text: 'She fell in the kitchen' } },
      { responder_dispatched: { alarm: '1', user: 'kari', responder: 'Home care', text: '' } },
      { alarm_resolved: { alarm: '1', user: '', outcome: 'returned_to_normal', text: '' } },
    ),
  );
  expect(lines.map(({ who }) => who)).toEqual(['kari', 'kari', 'kari', 'Varde']);
  expect(lines[1]?.text).toContain('She fell in the kitchen');
  expect(lines[2]?.text).toContain('Home care');
});

test('an alarm that repeats itself makes one line with the number and the latest time', () => {
  const lines = historyLines(entries(repeated('2026-11-22T12:00:00Z'), repeated('2026-11-22T12:00:05Z')));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.at).toBe('2026-11-22T12:00:05Z');
  expect(lines[0]?.text).toContain('2');
});

test('a repeat that must be acknowledged anew is a line of its own', () => {
  const [first, second, third] = historyLines(
    entries(repeated('2026-11-22T12:00:00Z'), repeated('2026-11-22T12:00:05Z', true), repeated('2026-11-22T12:00:09Z')),
  );
  expect(third?.text).toBe(first?.text);
  expect(second?.text).not.toBe(first?.text);
});

test('a claim that was lost is not said to be given back by the person', () => {
  const released = (reason: 'console_lost' | 'operator_released'): Event => ({
    claim_released: { alarm: '1', user: 'kari', reason },
  });
  const [lost, given] = historyLines(entries(released('console_lost'), released('operator_released')));
  expect(lost?.who).toBe('Varde');
  expect(lost?.text).toContain('kari');
  expect(given?.who).toBe('kari');
});

const escalated = (parts: Partial<NonNullable<Event['alarm_escalated']>>): Event => ({
  alarm_escalated: {
    alarm: '1',
    policy: 'critical',
    step: 0,
    round: 0,
    kind: 'realert',
    reached: ['kari', 'ola'],
    not_reached: '',
    next_step: 1,
    failed: false,
    ...parts,
  },
});
const effect = { effect: '5', tell_device: undefined, notify: undefined, send_command: undefined };

// proto/varde/v1/event.proto: whatever names an alarm.
const ofAlarms: Event[] = [
  { alarm_shelved: { alarm: '1', user: 'kari', reason: 'Painting', until: '2026-11-22T13:00:00Z' } },
  { alarm_unshelved: { alarm: '1', user: 'kari' } },
  { alarm_unshelved: { alarm: '1', user: '' } },
  { shelf_reminded: { alarm: '1' } },
  { alarm_became_stale: { alarm: '1' } },
  { alarm_chattered: { alarm: '1', chattering: true } },
  { alarm_chattered: { alarm: '1', chattering: false } },
  escalated({}),
  escalated({ kind: 'on_call', reached: ['ingrid'] }),
  escalated({ kind: 'group', reached: [], not_reached: 'no contact' }),
  { escalation_restarted: { alarm: '1', policy: 'critical', next_at: '2026-11-22T13:00:00Z' } },
  { escalation_restarted: { alarm: '1', policy: '' } },
  { claim_offered: { alarm: '1', user: 'kari', to: 'ola' } },
  { claim_offer_ended: { alarm: '1', user: 'ola', accepted: true } },
  { claim_offer_ended: { alarm: '1', user: 'ola', accepted: false } },
  {
    effect_requested: {
      ...effect,
      send_command: { link: 'm', municipality: 'n', device: 'd', command: 'open_door', alarm: '1', user: 'kari' },
    },
  },
  { effect_concluded: { effect: '5', outcome: 'failed', detail: 'not connected' } },
];

test.each(languages)('every event of an alarm has a sentence of its own in %s', (each) => {
  language.value = each;
  const texts = ofAlarms.map((event) => historyLines(entries(event))[0]?.text ?? '');
  const names = ofAlarms.flatMap((event) => Object.keys(event).map((name) => name.replaceAll('_', ' ')));
  expect(texts.filter((text) => names.some((name) => text.includes(name)))).toEqual([]);
  expect(new Set(texts).size).toBe(ofAlarms.length);
});

test('why it was put aside, and by whom, is told', () => {
  const [line] = historyLines(entries(ofAlarms[0] as Event));
  expect(line?.who).toBe('kari');
  expect(line?.text).toContain('Painting');
});

test('an offer that its owner took back was not declined', () => {
  const offered: Event = { claim_offered: { alarm: '1', user: 'kari', to: 'ola' } };
  const ended = (user: string): Event => ({ claim_offer_ended: { alarm: '1', user, accepted: false } });
  const [, withdrawn] = historyLines(entries(offered, ended('kari')));
  const [, declined] = historyLines(entries(offered, ended('ola')));
  expect(withdrawn?.text).not.toBe(declined?.text);
});

test('a step that reached nobody says why', () => {
  const [line] = historyLines(entries(escalated({ reached: [], not_reached: 'nobody is on call' })));
  expect(line?.text).toContain('nobody is on call');
});

test('a repeat that made the alarm more urgent is a line of its own', () => {
  const graver = repeated('2026-11-22T12:00:05Z');
  if (graver.alarm_repeated) graver.alarm_repeated.priority = 'critical';
  const lines = historyLines(entries(repeated('2026-11-22T12:00:00Z'), graver));
  expect(lines).toHaveLength(2);
  expect(lines[1]?.text).toContain('critical');
});

test('an event this console does not know is shown by its name', () => {
  const unknown = { at: '2026-11-22T12:00:00Z', moon_rose: {} } as Event;
  expect(historyLines(entries(unknown))[0]?.text).toContain('moon rose');
});
