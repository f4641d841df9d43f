import { t, tValue } from '../i18n/i18n';
import { closeSession, currentSession } from './session';

export function WhoAmI() {
  const session = currentSession();
  if (!session) return null;
  const name = session.name || session.user;
  return (
    <div class="who-am-i">
      <span data-testid="whoami" data-user={session.user}>
        {name}
        <span class="role">, {tValue('role', session.role)}</span>
      </span>
      <button type="button" onClick={() => void closeSession()} data-testid="logout">
        {t('session.logout')}
      </button>
    </div>
  );
}
