import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Verb } from '../api/commands';
import type { AlarmView, Session } from '../api/types';
import { ExceptionForm } from '../exceptions/exception_form';
import { t } from '../i18n/i18n';
import { KeyHint } from '../shared/key_hint';
import { OutcomeLine } from '../shared/outcome_line';
import { forgetResult, underWay } from '../shared/running';
import { onShortcut } from '../shared/shortcuts';
import { act } from './act';
import { ActionForm } from './action_form';
import { whyNot } from './allowed_actions';
import { DeviceCommands } from './device_commands';
import { openForms, type PanelName, setForm } from './open_forms';

type Action = Verb | 'except' | 'device';

interface Button {
  action: Action;
  letter: string;
}

const kAnswers: readonly Button[] = [
  { action: 'claim', letter: 'C' },
  { action: 'acknowledge', letter: 'K' },
  { action: 'note', letter: 'M' },
  { action: 'dispatch', letter: 'D' },
  { action: 'resolve', letter: 'R' },
  { action: 'release', letter: 'L' },
];

// Two places change with the alarm: what is on the shelf is taken back, what is offered is answered.
function asides(alarm: AlarmView, user: string): Button[] {
  const offered = alarm.offered_to !== '' && (alarm.owner === user || alarm.offered_to === user);
  return [
    { action: alarm.shelf ? 'unshelve' : 'shelve', letter: 'S' },
    { action: offered ? 'decline' : 'offer', letter: 'O' },
    { action: 'except', letter: 'T' },
    { action: 'device', letter: 'E' },
  ];
}

const kPanels: readonly Action[] = ['note', 'dispatch', 'resolve', 'shelve', 'offer', 'except', 'device'];
const isPanel = (action: Action): action is PanelName => kPanels.includes(action);

// What can be done with the chosen alarm, and beside it what came of it. A button that cannot be used
// keeps its place and the focus, and says why.
export function Actions({ alarm, session }: { alarm: AlarmView; session: Session }) {
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const form = openForms.value.get(alarm.id) ?? null;
  const all = [...kAnswers, ...asides(alarm, session.user)];

  const press = ({ action, letter }: Button) => {
    if (whyNot(action, alarm, session) !== null) buttons.current.get(letter)?.focus();
    else if (isPanel(action)) {
      forgetResult(alarm.id);
      setForm(alarm.id, form === action ? null : action);
    } else void act(alarm.id, { verb: action } as Parameters<typeof act>[1]);
  };
  const close = (panel: PanelName) => {
    setForm(alarm.id, null);
    const button = all.find(({ action }) => action === panel);
    // A place that has changed with the alarm stands for the same matter.
    const letter = button?.letter ?? (panel === 'shelve' ? 'S' : 'O');
    buttons.current.get(letter)?.focus();
  };

  const pressRef = useRef<(letter: string) => void>(() => {});
  pressRef.current = (letter) => {
    const button = all.find((each) => each.letter === letter);
    if (button) press(button);
  };
  // Before the page is painted: keys work from the moment the alarm is seen.
  useLayoutEffect(() => {
    const stops = all.map(({ letter }) => onShortcut(letter, () => pressRef.current(letter)));
    return () => stops.forEach((stop) => stop());
  }, []);

  const shown = (button: Button) => {
    const { action, letter } = button;
    const reason = whyNot(action, alarm, session);
    const busy = underWay.value?.subject === alarm.id && underWay.value.verb === action;
    const withdraws = action === 'decline' && alarm.owner === session.user;
    return (
      <button
        key={letter}
        ref={(element) => void (element && buttons.current.set(letter, element))}
        type="button"
        class={action === 'claim' || action === 'resolve' ? 'primary' : ''}
        aria-disabled={reason !== null}
        aria-expanded={isPanel(action) ? form === action : undefined}
        aria-keyshortcuts={`Alt+${letter}`}
        aria-busy={busy}
        title={reason === null ? undefined : t(reason, { owner: alarm.owner, user: alarm.offered_to })}
        onClick={() => press(button)}
        data-testid={`action-${action}`}
      >
        {t(withdraws ? 'action.withdraw' : `action.${action}`)} <KeyHint letter={letter} />
      </button>
    );
  };

  return (
    <section class="actions" aria-label={t('action.label')}>
      <div class="action-buttons">{kAnswers.map(shown)}</div>
      <div class="action-buttons action-asides">{asides(alarm, session.user).map(shown)}</div>
      <OutcomeLine subject={alarm.id} />
      {form && <Panel key={`${alarm.id} ${form}`} panel={form} alarm={alarm} session={session} onClose={() => close(form)} />}
    </section>
  );
}

interface PanelProps {
  panel: PanelName;
  alarm: AlarmView;
  session: Session;
  onClose: () => void;
}

function Panel({ panel, alarm, session, onClose }: PanelProps) {
  if (panel === 'except') return <ExceptionForm subject={alarm.id} alarm={alarm} onClose={onClose} />;
  if (panel === 'device') return <DeviceCommands alarm={alarm} session={session} onClose={onClose} />;
  return <ActionForm form={panel} alarm={alarm} onClose={onClose} />;
}
