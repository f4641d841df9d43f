import type { ComponentChildren } from 'preact';
import type { AlarmView } from '../api/types';
import { t } from '../i18n/i18n';

// Who and where, how to reach them and how to get in.
export function Facts({ alarm }: { alarm: AlarmView }) {
  const { location } = alarm;
  return (
    <section class="facts" aria-labelledby="facts-title">
      <h3 id="facts-title">{t('detail.person_and_place')}</h3>
      <dl>
        <Fact label={t('detail.phone')} wide>
          {alarm.phone && (
            <a class="phone" href={`tel:${alarm.phone.replace(/[^+\d]/g, '')}`} data-testid="phone">
              {alarm.phone}
            </a>
          )}
        </Fact>
        <Fact label={t('detail.access')} wide>
          {alarm.access && (
            <span class="access" data-testid="access">
              {alarm.access}
            </span>
          )}
        </Fact>
        <Fact label={t('detail.place')} wide>
          {alarm.site}
        </Fact>
        <Fact label={t('detail.municipality')}>{alarm.municipality_name || alarm.municipality}</Fact>
        <Fact label={t('detail.device')}>
          {[alarm.device_type, alarm.device].filter((part) => part !== '').join(' · ')}
        </Fact>
        {location && (
          <Fact label={t('detail.location')}>
            {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
            {location.accuracy_m > 0 && ` ${t('detail.accuracy', { n: Math.round(location.accuracy_m) })}`}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ label, wide = false, children }: { label: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <div class={wide ? 'fact fact-wide' : 'fact'}>
      <dt>{label}</dt>
      <dd>{children || <span class="quiet">{t('detail.none_given')}</span>}</dd>
    </div>
  );
}
