import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer } from '../api/http';
import { t } from '../i18n/i18n';
import { LanguageSwitch } from '../i18n/language_switch';
import { ThemeSwitch } from '../shared/theme_switch';
import cairn from '../shared/varde.svg';
import { logInProblem } from './log_in_problem';
import { openSession } from './session';

export function LogInPage({ ended }: { ended: boolean }) {
  const failed = useSignal<Exclude<Answer<unknown>, { kind: 'ok' }> | null>(null);
  const busy = useSignal(false);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => user.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    const answer = await openSession(user.current?.value.trim() ?? '', password.current?.value ?? '');
    busy.value = false;
    if (answer.kind === 'ok') return;
    failed.value = answer;
    password.current?.focus();
    password.current?.select();
  };

  const message = failed.value ? logInProblem(failed.value) : ended ? t('login.ended') : '';
  return (
    <main class="log-in">
      <form class="log-in-form" onSubmit={submit}>
        <h1>
          <img src={cairn} alt="" width="40" height="40" /> {t('app.name')}
        </h1>
        <label>
          {t('login.user')}
          <input
            ref={user}
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-invalid={failed.value !== null}
            aria-describedby="log-in-message"
            data-testid="login-user"
          />
        </label>
        <label>
          {t('login.password')}
          <input
            ref={password}
            name="password"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid={failed.value !== null}
            aria-describedby="log-in-message"
            data-testid="login-password"
          />
        </label>
        <p id="log-in-message" class="log-in-message" role="alert" data-testid="login-error">
          {message}
        </p>
        <button type="submit" class="primary" aria-disabled={busy.value} data-testid="login-submit">
          {busy.value ? t('login.busy') : t('login.submit')}
        </button>
      </form>
      <div class="log-in-settings">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}
