import { mayDo } from '../alarms/allowed_actions';
import { incidents, openAlarms, shelvedAlarms } from '../alarms/queue_state';
import type { Session } from '../api/types';
import { t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { OutcomeLine } from '../shared/outcome_line';
import { rightPane } from '../shared/right_pane';
import { duty, myShift } from './duty_state';
import { raisedLately } from './flood';
import { placeName } from './places';
import { beginShift, kShift } from './shift';

// What an operator must not overlook about the shift: that they are not on it, and a flood.
export function DutyBanners({ session }: { session: Session }) {
  if (duty.value === null) return null;
  const off = mayDo('shift', session) && myShift.value === null;
  return (
    <>
      {duty.value.floods.map((municipality) => (
        <Flood key={municipality} municipality={municipality} />
      ))}
      {off && rightPane.value !== 'duty' && (
        <div class="banner banner-duty" data-testid="banner-off-duty">
          <strong>{t('shift.banner_off')}</strong> <span>{t('shift.off_means')}</span>
          <button type="button" onClick={() => void beginShift()} data-testid="shift-begin-now">
            {t('shift.begin')}
          </button>
          <OutcomeLine subject={kShift} />
        </div>
      )}
    </>
  );
}

function Flood({ municipality }: { municipality: string }) {
  const alarms = [...openAlarms.value, ...shelvedAlarms.value];
  const n = raisedLately(municipality, alarms, incidents.value, now.value);
  return (
    <div class="banner banner-flood" data-testid="banner-flood">
      <strong>{t('flood.line', { place: placeName(municipality), n })}</strong> <span>{t('flood.hint')}</span>
    </div>
  );
}
