import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Verb } from '../api/commands';
import type { AlarmView, Session } from '../api/types';
import { t } from '../i18n/i18n';
import { KeyHint } from '../shared/key_hint';
import { onShortcut } from '../shared/shortcuts';
import { act, result, underWay } from './act';
import { ActionForm } from './action_form';
import { whyNot } from './allowed_actions';
import { type FormName, openForms, setForm } from './drafts';

const kActions: readonly { verb: Verb; letter: string }[] = [
  { verb: 'claim', letter: 'C' },
  { verb: 'acknowledge', letter: 'K' },
  { verb: 'note', letter: 'M' },
  { verb: 'dispatch', letter: 'D' },
  { verb: 'resolve', letter: 'R' },
  { verb: 'release', letter: 'L' },
];

const isForm = (verb: Verb): verb is FormName => verb === 'note' || verb === 'dispatch' || verb === 'resolve';

// What can be done with the chosen alarm, and beside it what came of it. A button that cannot be used
// keeps its place and the focus, and says why.
export function Actions({ alarm, session }: { alarm: AlarmView; session: Session }) {
  const buttons = useRef(new Map<Verb, HTMLButtonElement>());
  const form = openForms.value.get(alarm.id) ?? null;
  const shown = result.value?.alarmId === alarm.id ? result.value : null;

  const press = (verb: Verb) => {
    if (whyNot(verb, alarm, session) !== null) {
      buttons.current.get(verb)?.focus();
      return;
    }
    if (!isForm(verb)) void act(alarm.id, { verb });
    else setForm(alarm.id, form === verb ? null : verb);
  };
  const close = (verb: FormName) => {
    setForm(alarm.id, null);
    buttons.current.get(verb)?.focus();
  };

  const pressRef = useRef(press);
  pressRef.current = press;
  // Before the page is painted: keys work from the moment the alarm is seen.
  useLayoutEffect(() => {
    const stops = kActions.map(({ verb, letter }) => onShortcut(letter, () => pressRef.current(verb)));
    return () => stops.forEach((stop) => stop());
  }, []);

  return (
    <section class="actions" aria-label={t('action.label')}>
      <div class="action-buttons">
        {kActions.map(({ verb, letter }) => {
          const reason = whyNot(verb, alarm, session);
          const busy = underWay.value?.alarmId === alarm.id && underWay.value.verb === verb;
          return (
            <button
              key={verb}
              ref={(element) => void (element && buttons.current.set(verb, element))}
              type="button"
              class={verb === 'claim' || verb === 'resolve' ? 'primary' : ''}
              aria-disabled={reason !== null}
              aria-expanded={isForm(verb) ? form === verb : undefined}
              aria-keyshortcuts={`Alt+${letter}`}
              aria-busy={busy}
              title={reason === null ? undefined : t(reason, { owner: alarm.owner })}
              onClick={() => press(verb)}
              data-testid={`action-${verb}`}
            >
              {t(`action.${verb}`)} <KeyHint letter={letter} />
            </button>
          );
        })}
      </div>
      {shown && (
        <p class={shown.refused ? 'refusal' : 'done'} data-testid={shown.refused ? 'refusal' : 'done'}>
          {shown.text()}
        </p>
      )}
      {form && <ActionForm key={`${alarm.id} ${form}`} form={form} alarm={alarm} onClose={() => close(form)} />}
    </section>
  );
}
