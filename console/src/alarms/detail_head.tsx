import type { AlarmView } from '../api/types';
import { language, t, tValue } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';
import { ownerText } from './owner_text';
import { PriorityMark } from './priority_mark';
import { Countdown, Waited } from './timing';

// What it is, whom it is about, and how far the response has come.
export function DetailHead({ alarm, inQueue, user }: { alarm: AlarmView; inQueue: boolean; user: string }) {
  return (
    <header class={`detail-head detail-${alarm.priority}`}>
      <PriorityMark priority={alarm.priority} />
      <div class="detail-title">
        <h2 id="detail-title">
          {tValue('alarm_type', alarm.type)} <span class="detail-name">{alarm.name}</span>
        </h2>
        <p class="detail-state">
          <strong>{ownerText(alarm, user)}</strong>
          <span>{t(alarm.condition === 'normal' ? 'detail.condition_normal' : 'detail.condition_active')}</span>
          <span>
            {alarm.acknowledged
              ? alarm.acknowledged_by === ''
                ? t('detail.acknowledged')
                : t('detail.acknowledged_by', { user: alarm.acknowledged_by })
              : t('detail.unacknowledged')}
          </span>
          {alarm.occurrences > 1 && <span>{t('row.times', { n: alarm.occurrences })}</span>}
        </p>
        <p class="detail-times">
          <span>
            {t('detail.raised')} <At instant={alarm.raised_at} />
          </span>
          {inQueue && (
            <span>
              <Waited alarm={alarm} />
            </span>
          )}
          {alarm.response === 'queued' && (
            <span>
              {t('detail.respond_by')} <At instant={alarm.respond_by} /> <Countdown alarm={alarm} />
            </span>
          )}
          <span>
            {t('detail.last_signal')} <At instant={alarm.last_signal_at} />
          </span>
        </p>
        {!alarm.registered && <p class="notice">{t('detail.unregistered')}</p>}
        {!inQueue && alarm.response !== 'resolved' && <p class="notice">{t('detail.left')}</p>}
      </div>
    </header>
  );
}

function At({ instant }: { instant: string | undefined }) {
  const ms = parseInstant(instant);
  if (ms === null) return <>–</>;
  return <time dateTime={instant ?? ''}>{clockTime(ms, now.value, language.value, { seconds: true })}</time>;
}
