import { useLayoutEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { KeyHint } from '../shared/key_hint';
import { onShortcut } from '../shared/shortcuts';
import { takeNext } from './act';
import { mayDo } from './allowed_actions';
import { unclaimed } from './queue_state';

export function TakeNextButton() {
  useLayoutEffect(() => onShortcut('n', () => void takeNext()), []);
  const session = currentSession();
  if (!session || !mayDo('claim', session)) return null;
  const none = unclaimed.value.length === 0;
  return (
    <button
      type="button"
      class="primary take-next"
      aria-disabled={none}
      title={none ? t('queue.none_next') : undefined}
      aria-keyshortcuts="Alt+N"
      onClick={() => void takeNext()}
      data-testid="take-next"
    >
      {t('queue.next')} <KeyHint letter="N" />
    </button>
  );
}
