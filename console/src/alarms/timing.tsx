import type { AlarmView } from '../api/types';
import { t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { duration, parseInstant } from '../shared/time';

// The two times that run. They are components of their own so that each second redraws them alone.

export function Waited({ alarm }: { alarm: AlarmView }) {
  const raised = parseInstant(alarm.raised_at);
  return raised === null ? null : <>{t('row.waited', { time: duration(now.value - raised) })}</>;
}

// The time left to respond; of interest only while nobody has the alarm.
export function Countdown({ alarm }: { alarm: AlarmView }) {
  const due = parseInstant(alarm.respond_by);
  if (due === null || alarm.response !== 'queued') return null;
  const left = due - now.value;
  if (left >= 0) return <span class="countdown">{t('row.due_in', { time: duration(left) })}</span>;
  return <span class={`countdown overdue-${alarm.priority}`}>{t('row.overdue', { time: duration(-left) })}</span>;
}
