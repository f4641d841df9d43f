import { t, tValue } from '../i18n/i18n';
import { KeyHint } from '../shared/key_hint';
import { AsideLists } from './aside_lists';
import { useListHold } from './use_list_hold';
import { Mine } from './mine';
import { QueueList } from './queue_list';
import { openAlarms, rows, showWaiting } from './queue_state';
import { TakeNextButton } from './take_next_button';

// Pressed by a key, the button takes the focus away with it; the list is where to go on.
function onShow(event: MouseEvent) {
  showWaiting();
  const byKey = event.detail === 0;
  if (byKey) document.querySelector<HTMLElement>('.queue-list [tabindex="0"]')?.focus();
}

export function QueuePane() {
  const hold = useListHold();
  const { waiting } = rows.value;
  const [first] = waiting;
  return (
    <section class="queue-pane" aria-labelledby="queue-title" {...hold}>
      <Mine />
      <header class="queue-head">
        <h2 id="queue-title">
          {t('queue.title')} <span class="count">{openAlarms.value.length}</span> <KeyHint letter="Q" />
        </h2>
        {first && (
          <button type="button" class={`queue-new queue-new-${first.priority}`} onClick={onShow} data-testid="queue-new">
            {t('queue.new', { n: waiting.length })}
            <small>{t('queue.new_highest', { priority: tValue('priority', first.priority).toLowerCase() })}</small>
          </button>
        )}
        <TakeNextButton />
      </header>
      <QueueList />
      <AsideLists />
    </section>
  );
}
