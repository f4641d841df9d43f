import { act } from '../alarms/act';
import { openAlarms, shelvedAlarms } from '../alarms/queue_state';
import type { AlarmView } from '../api/types';
import { ExceptionLines } from '../exceptions/exception_list';
import { language, t, tValue } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { now } from '../shared/clock';
import { FormShell } from '../shared/form_shell';
import { OutcomeLine } from '../shared/outcome_line';
import { clockTime, parseInstant } from '../shared/time';
import { useDraft } from '../shared/use_draft';
import { duty } from './duty_state';
import { OperatorChoice } from './operator_choice';
import { endShift, kShift } from './shift';

const kEmpty = { note: '', to: '' };
const kShown = 50; // More than anybody hands over in words.

// What whoever comes has to know: what I have, what is out of the queue, and a note in my own words.
export function EndShiftForm({ onClose }: { onClose: () => void }) {
  const { draft, complaint, change, forget } = useDraft(kShift, 'end', kEmpty);
  const user = currentSession()?.user ?? '';
  const mine = openAlarms.value.filter((alarm) => alarm.owner !== '' && alarm.owner === user);
  const free = mine.filter((alarm) => alarm.offered_to === '');

  const submit = async () => {
    if (!(await endShift(draft.value.note.trim()))) return;
    forget();
    onClose();
  };
  const offerAll = async () => {
    if (draft.value.to === '') {
      complaint.value = 'form.missing_operator';
      return;
    }
    for (const alarm of free) await act(alarm.id, { verb: 'offer', body: { to: draft.value.to } });
  };

  return (
    <FormShell
      name="shift-end"
      label={t('shift.end')}
      submit={t('shift.end_submit')}
      missing={() => null}
      complaint={complaint}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <label>
        {t('shift.note')}
        <textarea
          rows={4}
          value={draft.value.note}
          onInput={(event) => change({ note: event.currentTarget.value })}
          data-testid="shift-note"
        />
      </label>
      <div>
        <h4>{t('shift.my_alarms', { n: mine.length })}</h4>
        {mine.length > 0 && (
          <>
            <p class="quiet">{t('shift.keeps_alarms')}</p>
            <ul class="lines" data-testid="shift-mine">
              {mine.map((alarm) => (
                <MyAlarm key={alarm.id} alarm={alarm} />
              ))}
            </ul>
          </>
        )}
        {free.length > 0 && (
          <div class="take-over">
            <OperatorChoice
              value={draft.value.to}
              municipality=""
              required={false}
              onChange={(to) => change({ to })}
            />
            <button type="button" onClick={() => void offerAll()} data-testid="shift-offer-all">
              {t('shift.offer_all')}
            </button>
          </div>
        )}
      </div>
      <div>
        <h4>
          {t('aside.shelved')} <span class="count">{shelvedAlarms.value.length}</span>
        </h4>
        {shelvedAlarms.value.length === 0 && <p class="quiet">{t('exception.none')}</p>}
        <ul class="lines" data-testid="shift-shelved">
          {shelvedAlarms.value.slice(0, kShown).map((alarm) => (
            <li key={alarm.id}>
              <strong>{tValue('alarm_type', alarm.type)}</strong> {alarm.name} <Shelf alarm={alarm} />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h4>
          {t('aside.exceptions')} <span class="count">{duty.value?.exceptions.length ?? 0}</span>
        </h4>
        <ExceptionLines exceptions={(duty.value?.exceptions ?? []).slice(0, kShown)} />
      </div>
    </FormShell>
  );
}

function MyAlarm({ alarm }: { alarm: AlarmView }) {
  return (
    <li>
      <strong>{tValue('alarm_type', alarm.type)}</strong> {alarm.name}
      {alarm.offered_to !== '' && <span class="flags"> · {t('row.offered', { user: alarm.offered_to })}</span>}
      <OutcomeLine subject={alarm.id} />
    </li>
  );
}

function Shelf({ alarm }: { alarm: AlarmView }) {
  const until = parseInstant(alarm.shelf?.until);
  const time = until === null ? '' : t('exception.until', { time: clockTime(until, now.value, language.value) });
  return (
    <span class="flags">
      {time} · {alarm.shelf?.user}: {alarm.shelf?.reason}
    </span>
  );
}
