import { beforeEach, expect, test } from 'vitest';
import type { Event, HistoryEntry } from '../api/types';
import { language } from '../i18n/i18n';
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

test('an event this console does not know is shown by its name', () => {
  const unknown = { at: '2026-11-22T12:00:00Z', moon_rose: {} } as Event;
  expect(historyLines(entries(unknown))[0]?.text).toContain('moon rose');
});
