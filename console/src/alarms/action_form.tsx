import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Command } from '../api/commands';
import { type AlarmView, type Outcome, outcomes } from '../api/types';
import { type MessageKey, t, tValue } from '../i18n/i18n';
import { announce } from '../shared/live_regions';
import { act, underWay } from './act';
import { type Draft, draftOf, forgetDraft, type FormName, saveDraft } from './drafts';
import { openAlarms } from './queue_state';

interface ActionFormProps {
  form: FormName;
  alarm: AlarmView;
  onClose: () => void;
}

// The form of a note, a dispatch or a resolution, in its place under the buttons.
export function ActionForm({ form, alarm, onClose }: ActionFormProps) {
  const draft = useSignal<Draft>(draftOf(alarm.id, form));
  const missing = useSignal<MessageKey | null>(null);
  const element = useRef<HTMLFormElement>(null);

  useLayoutEffect(() => element.current?.querySelector<HTMLElement>('textarea, input, select')?.focus(), []);

  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part };
    missing.value = null;
    saveDraft(alarm.id, form, draft.value);
  };
  const submit = async () => {
    missing.value = whatIsMissing(form, draft.value);
    const reason = missing.value;
    if (reason !== null) {
      announce('refusal', () => t(reason));
      element.current?.querySelector<HTMLElement>('[required]')?.focus();
      return;
    }
    if ((await act(alarm.id, commandOf(form, draft.value))) !== 'done') return;
    forgetDraft(alarm.id, form);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.ctrlKey) void submit();
    else return;
    event.preventDefault();
  };

  return (
    <form
      ref={element}
      class="action-form"
      noValidate
      aria-label={t(`action.${form}`)}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {form === 'dispatch' && <Responder draft={draft.value} change={change} />}
      {form === 'resolve' && <OutcomeChoice draft={draft.value} change={change} />}
      <label>
        {t(`${form}.text`)}
        <textarea
          rows={form === 'note' ? 3 : 2}
          value={draft.value.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
          required={form === 'note'}
          data-testid={`${form}-text`}
        />
      </label>
      {missing.value && (
        <p class="refusal" data-testid="form-missing">
          {t(missing.value)}
        </p>
      )}
      <div class="form-buttons">
        <button type="submit" class="primary" aria-disabled={underWay.value !== null} data-testid={`${form}-submit`}>
          {underWay.value ? t('action.busy') : t(`${form}.submit`)}
        </button>
        <button type="button" onClick={onClose} data-testid={`${form}-cancel`}>
          {t('action.cancel')}
        </button>
        <small class="quiet">{t('form.keys')}</small>
      </div>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

// Offers whom others have sent lately.
function Responder({ draft, change }: PartProps) {
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

function OutcomeChoice({ draft, change }: PartProps) {
  const choices = Object.values(outcomes).filter((outcome) => outcome !== 'unspecified');
  return (
    <label>
      {t('resolve.outcome')}
      <select
        value={draft.choice}
        onChange={(event) => change({ choice: event.currentTarget.value })}
        required
        data-testid="resolve-outcome"
      >
        <option value="">{t('resolve.choose')}</option>
        {choices.map((outcome) => (
          <option key={outcome} value={outcome}>
            {tValue('outcome', outcome)}
          </option>
        ))}
      </select>
    </label>
  );
}

function whatIsMissing(form: FormName, draft: Draft): MessageKey | null {
  if (form === 'note' && draft.text.trim() === '') return 'form.missing_text';
  if (form === 'dispatch' && draft.choice.trim() === '') return 'form.missing_responder';
  if (form === 'resolve' && draft.choice === '') return 'form.missing_outcome';
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
  }
}
