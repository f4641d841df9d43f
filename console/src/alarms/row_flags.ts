import type { AlarmView } from '../api/types';
import { language, t, tValue } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';

// What else there is to know of an alarm before somebody opens it, a word or two each.
export function rowFlags(alarm: AlarmView): string[] {
  const back = parseInstant(alarm.shelf?.until);
  const also = alarm.also.map((type) => tValue('alarm_type', type)).join(', ');
  return [
    also === '' ? '' : t('row.also', { types: also }),
    alarm.occurrences > 1 ? t('row.times', { n: alarm.occurrences }) : '',
    alarm.condition === 'normal' ? t('row.normal') : '',
    alarm.chattering ? t('row.chattering') : '',
    alarm.stale ? t('row.stale') : '',
    isEscalated(alarm) ? t('row.escalated') : '',
    alarm.offered_to === '' ? '' : t('row.offered', { user: alarm.offered_to }),
    back === null ? '' : t('row.shelved', { time: clockTime(back, now.value, language.value) }),
  ].filter((flag) => flag !== '');
}

function isEscalated({ escalation }: AlarmView): boolean {
  return escalation !== undefined && (escalation.step > 0 || escalation.round > 0);
}
