import { useEffect } from 'preact/hooks';
import { mayDo } from '../alarms/allowed_actions';
import type { Session } from '../api/types';
import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { KeyHint } from '../shared/key_hint';
import { closePane, openPane, rightPane } from '../shared/right_pane';
import { onShortcut } from '../shared/shortcuts';
import { clockTime, parseInstant } from '../shared/time';
import { duty, myShift } from './duty_state';
import { placeName, places } from './places';
import { understaffed } from './staffing';

const toggle = () => (rightPane.peek() === 'duty' ? closePane() : openPane('duty'));

// Whether I am on duty, in the bar; it opens what there is to know and to do about the shift.
export function ShiftControl({ session }: { session: Session }) {
  useEffect(() => onShortcut('v', toggle), []);
  const works = mayDo('shift', session);
  const on = myShift.value !== null;
  return (
    <>
      <button
        type="button"
        class={works && duty.value !== null && !on ? 'shift-control shift-off' : 'shift-control'}
        aria-expanded={rightPane.value === 'duty'}
        aria-keyshortcuts="Alt+V"
        title={sinceText()}
        onClick={toggle}
        data-testid="shift-control"
        data-on={on}
      >
        {works && duty.value !== null && <span aria-hidden="true">{on ? '✔' : '✖'}</span>} {text(works)}{' '}
        <KeyHint letter="V" />
      </button>
      <StaffingShort />
    </>
  );
}

// The worst of the staffing in a few words; the rest stands in the pane.
function StaffingShort() {
  const shifts = duty.value?.on_shift;
  if (!shifts) return null;
  const thin = understaffed(shifts, places.value.keys());
  const worst = thin.find(({ only }) => only === '') ?? thin[0];
  const n = shifts.length;
  const place = worst ? placeName(worst.municipality) : '';
  const text =
    n === 0
      ? t('duty.nobody')
      : !worst
        ? t('duty.count', { n })
        : t(worst.only === '' ? 'duty.short_nobody' : 'duty.short_alone', { place });
  return (
    <span class={worst || n === 0 ? 'staffing-short staffing-thin' : 'staffing-short'} data-testid="staffing-short">
      {text}
    </span>
  );
}

function sinceText(): string | undefined {
  const since = parseInstant(myShift.value?.since);
  return since === null
    ? undefined
    : t('shift.on_since', { time: clockTime(since, now.value, language.value) });
}

function text(works: boolean): string {
  if (!works || duty.value === null) return t('duty.title');
  return t(myShift.value === null ? 'shift.off' : 'shift.on');
}
