import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime } from '../shared/time';
import { lastHeardAt, linksDown, liveness, storageLow } from './connection';

export function StorageBanner() {
  if (!storageLow.value) return null;
  return (
    <div class="banner banner-storage" data-testid="banner-storage">
      <strong>{t('banner.storage')}</strong> <span>{t('banner.storage_hint')}</span>
    </div>
  );
}

export function ConnectionBanner() {
  if (liveness.value !== 'lost') return null;
  const heard = lastHeardAt.value;
  const title =
    heard === null
      ? t('banner.connection_never')
      : t('banner.connection', { time: clockTime(heard, now.value, language.value, { seconds: true }) });
  return (
    <div class="banner banner-connection" data-testid="banner-connection">
      <strong>{title}</strong> <span>{t('banner.connection_hint')}</span>
    </div>
  );
}

export function LinksBanner() {
  const down = linksDown.value;
  if (down.length === 0) return null;
  const names = down.map((link) => (link.detail ? `${link.name} (${link.detail})` : link.name)).join(', ');
  return (
    <div class="banner banner-links" data-testid="banner-links">
      <strong>{t('banner.links', { n: down.length, names })}</strong> <span>{t('banner.links_hint')}</span>
    </div>
  );
}
