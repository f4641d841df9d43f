import type { ShiftView } from '../api/types';
import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';
import { duty } from './duty_state';
import { placeName, places } from './places';
import { understaffed } from './staffing';

// Who is on shift, and where that is nobody or one alone.
export function OnShift() {
  const shifts = duty.value?.on_shift ?? [];
  return (
    <section class="pane-part" aria-labelledby="on-shift-title" data-testid="on-shift">
      <h3 id="on-shift-title">
        {t('duty.on_shift')} <span class="count">{shifts.length}</span>
      </h3>
      {shifts.length === 0 && <p class="staffing">{t('duty.nobody')}</p>}
      <ul class="lines">
        {shifts.map((shift) => (
          <Shift key={shift.user} shift={shift} />
        ))}
      </ul>
      {shifts.length > 0 &&
        understaffed(shifts, places.value.keys()).map(({ municipality, only }) => (
          <p key={municipality} class="staffing" data-testid="staffing" data-municipality={municipality}>
            {t(only === '' ? 'duty.nobody_in' : 'duty.alone_in', { place: placeName(municipality), user: only })}
          </p>
        ))}
    </section>
  );
}

function Shift({ shift }: { shift: ShiftView }) {
  const since = parseInstant(shift.since);
  const where = shift.municipalities.map(placeName).join(', ') || t('duty.everywhere');
  return (
    <li>
      <strong>{shift.user}</strong>{' '}
      {since !== null && t('duty.since', { time: clockTime(since, now.value, language.value) })}{' '}
      <span class="quiet">{where}</span>
    </li>
  );
}
