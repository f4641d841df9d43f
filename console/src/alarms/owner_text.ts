import type { AlarmView } from '../api/types';
import { t, tValue } from '../i18n/i18n';

// Who has the alarm and whom they sent, in a few words.
export function ownerText(alarm: AlarmView, user: string): string {
  if (alarm.response === 'resolved') return t('detail.resolved', { outcome: tValue('outcome', alarm.outcome) });
  if (alarm.owner === '') return t('row.queued');
  const owner = alarm.owner === user ? t('row.yours') : t('row.owned', { owner: alarm.owner });
  return alarm.response === 'dispatched' ? t('row.dispatched', { owner, responder: alarm.responder }) : owner;
}
