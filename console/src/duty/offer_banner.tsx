import { useEffect } from 'preact/hooks';
import { act } from '../alarms/act';
import { choose, chosenId } from '../alarms/chosen';
import { PriorityMark } from '../alarms/priority_mark';
import type { AlarmView } from '../api/types';
import { t, tValue } from '../i18n/i18n';
import { KeyHint } from '../shared/key_hint';
import { OutcomeLine } from '../shared/outcome_line';
import { onShortcut } from '../shared/shortcuts';
import { offersToMe } from './offers';

const kShown = 3;

function accept(alarm: AlarmView): void {
  choose(alarm.id);
  void act(alarm.id, { verb: 'accept' });
}

function acceptFirst(): void {
  const [first] = offersToMe.peek();
  if (first) accept(first);
}

// What somebody asks me to take over. They have it until I say yes.
export function OfferBanner() {
  useEffect(() => onShortcut('a', acceptFirst), []);
  return (
    <>
      {offersToMe.value.slice(0, kShown).map((alarm, index) => (
        <div key={alarm.id} class="banner banner-offer" data-testid="banner-offer" data-alarm-id={alarm.id}>
          <PriorityMark priority={alarm.priority} />
          <strong>{t('offer.asks', { owner: alarm.owner })}</strong>
          <span>
            {tValue('alarm_type', alarm.type)} {alarm.name}
          </span>
          <button
            type="button"
            class="primary"
            aria-keyshortcuts={index === 0 ? 'Alt+A' : undefined}
            onClick={() => accept(alarm)}
            data-testid="offer-accept"
          >
            {t('action.accept')} {index === 0 && <KeyHint letter="A" />}
          </button>
          <button type="button" onClick={() => void act(alarm.id, { verb: 'decline' })} data-testid="offer-decline">
            {t('action.decline')}
          </button>
          <button type="button" onClick={() => choose(alarm.id)} data-testid="offer-show">
            {t('offer.show')}
          </button>
          {alarm.id !== chosenId.value && <OutcomeLine subject={alarm.id} />}
        </div>
      ))}
    </>
  );
}
