import { expect, test } from 'vitest';
import { alarm } from '../testing/alarms';
import { freeRows, holdRows } from './held_rows';

const ids = (held: { rows: { alarm: { id: string } }[] }) => held.rows.map((row) => row.alarm.id);
const shown = freeRows([alarm(1), alarm(2)]).rows;

test('a list that may move shows the queue as it is', () => {
  const free = freeRows([alarm(3), alarm(1)]);
  expect(ids(free)).toEqual(['3', '1']);
  expect(free.waiting).toEqual([]);
});

test('while the list is held new rows wait', () => {
  const held = holdRows(shown, [alarm(3), alarm(1), alarm(4), alarm(2)]);
  expect(ids(held)).toEqual(['1', '2']);
  expect(held.waiting.map(({ id }) => id)).toEqual(['3', '4']);
});

test('critical alarms do not wait: they come in at the top at once', () => {
  const held = holdRows(shown, [
    alarm(8, { priority: 'critical' }),
    alarm(9, { priority: 'critical' }),
    alarm(3),
    alarm(1),
    alarm(2),
  ]);
  expect(ids(held)).toEqual(['8', '9', '1', '2']);
  expect(held.waiting.map(({ id }) => id)).toEqual(['3']);
});

test('a row that is held changes in its place', () => {
  const held = holdRows(shown, [alarm(2, { owner: 'kari' }), alarm(1)]);
  expect(ids(held)).toEqual(['1', '2']);
  expect(held.rows[1]?.alarm.owner).toBe('kari');
});

test('a row that has left the queue stays, marked, until the list may move', () => {
  const held = holdRows(shown, [alarm(2)]);
  expect(held.rows.map((row) => [row.alarm.id, row.gone])).toEqual([
    ['1', true],
    ['2', false],
  ]);
  expect(ids(freeRows([alarm(2)]))).toEqual(['2']);
});

test('an alarm that comes back while the list is held takes its old place', () => {
  const gone = holdRows(shown, [alarm(2)]);
  const back = holdRows(gone.rows, [alarm(1), alarm(2)]);
  expect(back.rows.map((row) => row.gone)).toEqual([false, false]);
  expect(back.waiting).toEqual([]);
});
