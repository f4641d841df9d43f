import type { Command } from '../api/commands';
import type { AlarmView, Outcome } from '../api/types';
import { OperatorChoice } from '../duty/operator_choice';
import { type MessageKey, t } from '../i18n/i18n';
import { DurationChoice, secondsOf } from '../shared/duration_choice';
import { FormShell } from '../shared/form_shell';
import { useDraft } from '../shared/use_draft';
import { act } from './act';
import type { FormName } from './open_forms';
import { OutcomeChoice } from './outcome_choice';
import { openAlarms } from './queue_state';

interface ActionFormProps {
  form: FormName;
  alarm: AlarmView;
  onClose: () => void;
}

// docs/reference/limits.md: 1 minute to 12 hours.
const kShelfMinutes = [15, 30, 60, 120, 240, 480, 720];

interface Draft {
  text: string;
  choice: string; // The outcome, the responder, or to whom it is offered.
  minutes: number;
}

const kEmpty: Draft = { text: '', choice: '', minutes: 60 };

// The form of a note, a dispatch, a resolution, the shelf or an offer, in its place under the buttons.
export function ActionForm({ form, alarm, onClose }: ActionFormProps) {
  const { draft, complaint, change, forget } = useDraft<Draft>(alarm.id, form, kEmpty);
  const submit = async () => {
    if ((await act(alarm.id, commandOf(form, draft.value))) !== 'done') return;
    forget();
    onClose();
  };
  return (
    <FormShell
      name={form}
      label={t(`action.${form}`)}
      submit={t(`${form}.submit`)}
      missing={() => whatIsMissing(form, draft.value)}
      complaint={complaint}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {form === 'dispatch' && <Responder draft={draft.value} change={change} />}
      {form === 'resolve' && (
        <OutcomeChoice value={draft.value.choice} onChange={(choice) => change({ choice })} />
      )}
      {form === 'offer' && (
        <OperatorChoice
          value={draft.value.choice}
          municipality={alarm.municipality}
          onChange={(choice) => change({ choice })}
        />
      )}
      {form === 'shelve' && (
        <DurationChoice
          minutes={draft.value.minutes}
          choices={kShelfMinutes}
          onChange={(minutes) => change({ minutes })}
          testId="shelve-duration"
        />
      )}
      {form !== 'offer' && (
        <label>
          {t(`${form}.text`)}
          <textarea
            rows={form === 'note' ? 3 : 2}
            value={draft.value.text}
            onInput={(event) => change({ text: event.currentTarget.value })}
            required={form === 'note' || form === 'shelve'}
            data-testid={`${form}-text`}
          />
        </label>
      )}
    </FormShell>
  );
}

// Offers whom others have sent lately.
function Responder({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const known = [...new Set(openAlarms.value.map((alarm) => alarm.responder))].filter((name) => name !== '');
  return (
    <label>
      {t('dispatch.responder')}
      <input
        value={draft.choice}
        onInput={(event) => change({ choice: event.currentTarget.value })}
        list="known-responders"
        autocomplete="off"
        required
        data-testid="dispatch-responder"
      />
      <datalist id="known-responders">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}

function whatIsMissing(form: FormName, { text, choice }: Draft): MessageKey | null {
  if (form === 'note' && text.trim() === '') return 'form.missing_text';
  if (form === 'shelve' && text.trim() === '') return 'form.missing_reason';
  if (form === 'dispatch' && choice.trim() === '') return 'form.missing_responder';
  if (form === 'resolve' && choice === '') return 'form.missing_outcome';
  if (form === 'offer' && choice === '') return 'form.missing_operator';
  return null;
}

function commandOf(form: FormName, draft: Draft): Command {
  const text = draft.text.trim();
  switch (form) {
    case 'note':
      return { verb: 'note', body: { text } };
    case 'dispatch':
      return { verb: 'dispatch', body: { responder: draft.choice.trim(), text } };
    case 'resolve':
      return { verb: 'resolve', body: { outcome: draft.choice as Outcome, text } };
    case 'shelve':
      return { verb: 'shelve', body: { reason: text, duration: secondsOf(draft.minutes) } };
    case 'offer':
      return { verb: 'offer', body: { to: draft.choice } };
  }
}
