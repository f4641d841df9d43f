import type { AlarmView, Priority } from '../api/types';

// The order of the queue as docs/reference/api.md states it: priority, then `respond_by`, then
// `raised_at`, then `id`.

const kRank: Record<Priority, string> = { critical: '1', high: '2', medium: '3', low: '4', unspecified: '5' };

// A text that sorts as the queue does.
export function sortKey(alarm: AlarmView): string {
  return [
    kRank[alarm.priority] ?? '5',
    instantKey(alarm.respond_by),
    instantKey(alarm.raised_at),
    alarm.id.padStart(20, '0'),
  ].join(' ');
}

// RFC 3339 in UTC, as protobuf writes it, with the fraction filled up: ":05Z" comes before ":05.5Z".
// Without a time: last.
function instantKey(instant: string | undefined): string {
  if (!instant) return '~';
  const [seconds = '', fraction = ''] = instant.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
