import { language, t } from '../i18n/i18n';
import { now } from './clock';
import { clockTime } from './time';

export function WallClock() {
  return (
    <time class="wall-clock" aria-label={t('clock.label')} data-testid="clock">
      {clockTime(now.value, now.value, language.value, { seconds: true, date: true })}
    </time>
  );
}
