import { Console } from './console';
import { t } from './i18n/i18n';
import { LanguageSwitch } from './i18n/language_switch';
import { LogInPage } from './session/log_in_page';
import { logIn } from './session/session';
import { WhoAmI } from './session/who_am_i';

export function Page() {
  const current = logIn.value;
  if (current.state === 'out') return <LogInPage ended={current.ended} />;
  if (current.state === 'unknown') {
    return (
      <main class="plain">
        <h1>{t('app.name')}</h1>
        <p>{t(current.unreachable ? 'login.unreachable' : 'session.loading')}</p>
      </main>
    );
  }
  // docs/reference/api.md: an integrator may not see alarms.
  if (current.session.role === 'integrator') {
    return (
      <main class="plain">
        <h1>{t('app.name')}</h1>
        <p>{t('session.no_queue')}</p>
        <LanguageSwitch />
        <WhoAmI />
      </main>
    );
  }
  return <Console session={current.session} />;
}
