import type { Event } from '../api/types';
import { t, tValue } from '../i18n/i18n';
import { at } from './history_words';

// Who was asked because nobody took the alarm, and when somebody will be again; null: not about that.
export function escalationText(event: Event): string | null {
  if (event.alarm_escalated) return stepText(event.alarm_escalated);
  if (!event.escalation_restarted) return null;
  const { next_at } = event.escalation_restarted;
  return next_at ? t('history.escalation_restarted', { time: at(next_at) }) : t('history.escalation_ended');
}

function stepText(step: NonNullable<Event['alarm_escalated']>): string {
  const { kind, reached, not_reached, failed, next_at } = step;
  const what = tValue('step', kind);
  const came =
    reached.length > 0 && !failed
      ? t('history.escalated', { what, who: reached.join(', ') })
      : t('history.escalated_nobody', { what, why: not_reached || '?' });
  const next = next_at ? t('history.next_step', { time: at(next_at) }) : t('history.last_step');
  return `${came} ${next}`;
}
