import { useEffect } from 'preact/hooks';
import { mayDo } from './alarms/allowed_actions';
import { startAnnouncements } from './alarms/announcements';
import { chooseNothing, followChosen } from './alarms/chosen';
import { DetailPane } from './alarms/detail_pane';
import { closeAllForms } from './alarms/open_forms';
import { QueuePane } from './alarms/queue_pane';
import { Tiles } from './alarms/tiles';
import type { Session } from './api/types';
import { ConnectionBanner, LinksBanner, StorageBanner } from './connection/banners';
import { connect, liveness } from './connection/connection';
import { DutyBanners } from './duty/duty_banners';
import { followDuty } from './duty/duty_state';
import { OfferBanner } from './duty/offer_banner';
import { ShiftControl } from './duty/shift_control';
import { t } from './i18n/i18n';
import { LanguageSwitch } from './i18n/language_switch';
import { forgetAllDrafts } from './shared/drafts';
import { LiveRegions } from './shared/live_regions';
import { startShortcuts } from './shared/shortcuts';
import { ThemeSwitch } from './shared/theme_switch';
import cairn from './shared/varde.svg';
import { WallClock } from './shared/wall_clock';
import { WhoAmI } from './session/who_am_i';
import { SoundBanner, SoundPanel } from './sound/sound_panel';
import { startSounding } from './sound/sounding';

// The one screen of somebody who is logged in: the queue to the left, the chosen alarm to the right.
// Nothing ever lies over the queue.
export function Console({ session }: { session: Session }) {
  const hears = mayDo('claim', session);
  useEffect(() => {
    const stops = [connect(), followDuty(), followChosen(), startAnnouncements(), startShortcuts()];
    if (hears) stops.push(startSounding());
    return () => {
      stops.reverse().forEach((stop) => stop());
      chooseNothing();
      closeAllForms();
      forgetAllDrafts();
    };
  }, [session.session]);

  return (
    <div class={liveness.value === 'lost' ? 'console past' : 'console'}>
      <header class="bar">
        <h1>
          <img src={cairn} alt="" width="24" height="24" /> {t('app.name')}
        </h1>
        <WallClock />
        <span class="bar-space" />
        <ShiftControl session={session} />
        {hears && <SoundPanel />}
        <ThemeSwitch />
        <LanguageSwitch />
        <WhoAmI />
      </header>
      <section class="banners" aria-label={t('banner.label')}>
        <StorageBanner />
        <ConnectionBanner />
        {hears && <SoundBanner />}
        <OfferBanner />
        <DutyBanners session={session} />
        <LinksBanner />
      </section>
      <Tiles />
      <main class="panes">
        <QueuePane />
        <DetailPane />
      </main>
      <LiveRegions />
    </div>
  );
}
