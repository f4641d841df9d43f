import { beforeEach, describe, expect, test } from 'vitest';
import type { AlarmView, IncidentView } from '../api/types';
import { alarm, incident } from '../testing/alarms';
import { AlarmQueue } from './alarm_queue';

let queue: AlarmQueue;
const ids = () => queue.alarms.map(({ id }) => id);
const snapshot = (position: number | string, alarms: AlarmView[], logId = 'log-a') =>
  queue.replace({ log_id: logId, log_position: String(position), alarms, shelved: [], on_test: [], incidents: [] });
const delta = (from: number, to: number, alarms: AlarmView[]) =>
  queue.merge({ from: String(from), log_position: String(to), alarms, incidents: [] });

beforeEach(() => {
  queue = new AlarmQueue();
  snapshot(100, [alarm(1), alarm(2)]);
});

describe('snapshot', () => {
  test('replaces everything', () => {
    snapshot(110, [alarm(2), alarm(3)]);
    expect(ids()).toEqual(['2', '3']);
  });

  test('says where to resume', () => {
    expect(queue.resumePoint()).toEqual({ logId: 'log-a', position: '100' });
    expect(new AlarmQueue().resumePoint()).toBeNull();
  });

  test('of another log replaces what a command answered in the old one', () => {
    queue.answered({ log_position: '900', alarm: alarm(1, { owner: 'kari' }) });
    snapshot(5, [alarm(1)], 'log-b');
    expect(queue.find('1')?.owner).toBe('');
  });
});

describe('delta', () => {
  test('changes, adds and takes out', () => {
    const resolved = alarm(1, { response: 'resolved' });
    expect(delta(100, 103, [alarm(2, { owner: 'kari' }), alarm(3), resolved])).toBe(true);
    expect(ids()).toEqual(['2', '3']);
    expect(queue.find('2')?.owner).toBe('kari');
    expect(queue.resumePoint()?.position).toBe('103');
  });

  test('puts an urgent alarm before what is there', () => {
    delta(100, 101, [alarm(3, { priority: 'critical' })]);
    expect(ids()).toEqual(['3', '1', '2']);
  });

  test('older than what is here is not used', () => {
    expect(delta(90, 100, [alarm(1, { owner: 'old' })])).toBe(true);
    expect(queue.find('1')?.owner).toBe('');
  });

  test('that overlaps what is here is used', () => {
    expect(delta(95, 105, [alarm(1, { owner: 'kari' })])).toBe(true);
    expect(queue.find('1')?.owner).toBe('kari');
  });

  test('after a gap is refused and changes nothing', () => {
    expect(delta(101, 102, [alarm(3)])).toBe(false);
    expect(ids()).toEqual(['1', '2']);
    expect(queue.resumePoint()?.position).toBe('100');
  });

  test('positions beyond 2^53 are compared exactly', () => {
    snapshot(0, []);
    snapshot('9007199254740993', []);
    const same = { from: '9007199254740992', log_position: '9007199254740993', alarms: [alarm(7)], incidents: [] };
    expect(queue.merge(same)).toBe(true);
    expect(ids()).toEqual([]);
  });
});

describe('beside the queue', () => {
  const shelf = (until: string) => ({ user: 'kari', reason: 'støy', until });

  test('what is put aside leaves the queue, and comes back', () => {
    delta(100, 101, [alarm(1, { shelf: shelf('2026-11-22T14:00:00Z') })]);
    expect(ids()).toEqual(['2']);
    expect(queue.shelved.map(({ id }) => id)).toEqual(['1']);
    delta(101, 102, [alarm(1)]);
    expect(ids()).toEqual(['1', '2']);
    expect(queue.shelved).toEqual([]);
  });

  test('the shelf is in the order in which it empties', () => {
    const later = alarm(1, { shelf: shelf('2026-11-22T14:00:00Z') });
    delta(100, 101, [later, alarm(2, { shelf: shelf('2026-11-22T13:00:00Z') })]);
    expect(queue.shelved.map(({ id }) => id)).toEqual(['2', '1']);
  });

  test('a test is never in the queue, shelved or not', () => {
    delta(100, 101, [alarm(3, { test: true }), alarm(4, { test: true, shelf: shelf('2026-11-22T13:00:00Z') })]);
    expect(ids()).toEqual(['1', '2']);
    expect(queue.onTest.map(({ id }) => id)).toEqual(['3', '4']);
    expect(queue.shelved).toEqual([]);
  });

  test('what is critical for a person is in the queue, though it is part of an incident', () => {
    snapshot(110, [alarm(1, { incident: '6', queued: true, priority: 'critical' }), alarm(2, { incident: '6' })]);
    expect(ids()).toEqual(['1']);
  });

  test('the members of an incident are one row, until the last has gone', () => {
    const merge = (from: number, alarms: AlarmView[], incidents: IncidentView[]) =>
      queue.merge({ from: String(from), log_position: String(from + 1), alarms, incidents });
    merge(100, [alarm(1, { incident: '6' })], [incident(6, { open: 1 })]);
    expect(ids()).toEqual(['2']);
    expect(queue.incidents.map(({ id }) => id)).toEqual(['6']);
    merge(101, [alarm(1, { incident: '6', response: 'resolved' })], [incident(6, { open: 0 })]);
    expect(queue.incidents).toEqual([]);
  });

  test('a snapshot brings all of it', () => {
    queue.replace({
      log_id: 'log-a',
      log_position: '200',
      alarms: [alarm(1)],
      shelved: [alarm(2, { shelf: shelf('2026-11-22T14:00:00Z') })],
      on_test: [alarm(3, { test: true })],
      incidents: [incident(6)],
    });
    expect([queue.alarms, queue.shelved, queue.onTest, queue.incidents].map((all) => all.map(({ id }) => id))).toEqual([
      ['1'],
      ['2'],
      ['3'],
      ['6'],
    ]);
  });
});

describe('the answer to a command', () => {
  test('counts at once', () => {
    queue.answered({ log_position: '102', alarm: alarm(1, { owner: 'kari', response: 'claimed' }) });
    expect(queue.find('1')?.owner).toBe('kari');
  });

  test('is not undone by a delta from before it', () => {
    queue.answered({ log_position: '105', alarm: alarm(1, { owner: 'kari', response: 'claimed' }) });
    delta(100, 103, [alarm(1, { occurrences: 2 })]);
    expect(queue.find('1')?.owner).toBe('kari');
    delta(103, 106, [alarm(1, { owner: 'kari', response: 'claimed', occurrences: 2 })]);
    expect(queue.find('1')?.occurrences).toBe(2);
  });

  test('that resolved an alarm is not undone by a snapshot from before it', () => {
    queue.answered({ log_position: '105', alarm: alarm(1, { response: 'resolved' }) });
    snapshot(104, [alarm(1), alarm(2)]);
    expect(ids()).toEqual(['2']);
    snapshot(106, [alarm(2)]);
    expect(ids()).toEqual(['2']);
  });

  test('that comes after the delta that told the same changes nothing', () => {
    delta(100, 105, [alarm(1, { owner: 'ola', response: 'claimed' })]);
    queue.answered({ log_position: '103', alarm: alarm(1, { owner: 'kari', response: 'claimed' }) });
    expect(queue.find('1')?.owner).toBe('ola');
  });
});

test('ten thousand alarms are merged in little time', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => alarm(i, { raised_at: new Date(i * 1_000).toISOString() }));
  snapshot(200, many);
  void queue.alarms;
  const before = performance.now();
  for (let i = 0; i < 20; i += 1) {
    delta(200 + i, 201 + i, [alarm(20_000 + i, { priority: 'critical' })]);
    void queue.alarms;
  }
  expect(queue.alarms).toHaveLength(10_020);
  expect((performance.now() - before) / 20).toBeLessThan(250); // About 5 ms on a quiet machine.
});
