import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { postCommand } from '../api/commands';
import type { DoneAnswer, IncidentView, Outcome, Session } from '../api/types';
import { t, tValue } from '../i18n/i18n';
import { FormShell } from '../shared/form_shell';
import { OutcomeLine } from '../shared/outcome_line';
import { run } from '../shared/running';
import { useDraft } from '../shared/use_draft';
import { mayDo } from './allowed_actions';
import { reloadMembers } from './incident_members';
import { OutcomeChoice } from './outcome_choice';

const subjectOf = (incident: IncidentView) => `incident ${incident.id}`;

async function send(incident: IncidentView, verb: 'acknowledge' | 'resolve', body?: unknown): Promise<boolean> {
  const answer = await run<DoneAnswer>({
    subject: subjectOf(incident),
    verb,
    send: () => postCommand(`/incidents/${encodeURIComponent(incident.id)}/${verb}`, body),
    done: () => t(`done.incident_${verb}`),
  });
  reloadMembers(incident.id);
  return answer?.kind === 'ok';
}

// What is done to each open alarm of an incident in one step.
export function IncidentActions({ incident, session }: { incident: IncidentView; session: Session }) {
  const resolving = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const whyNotAcknowledge = !mayDo('acknowledge_incident', session)
    ? 'why.role'
    : incident.unacknowledged === 0
      ? 'why.acknowledged'
      : null;
  const whyNotResolve = mayDo('resolve_incident', session) ? null : 'why.role';
  const what = `${tValue('alarm_type', incident.type)} ${incident.subject}`;
  return (
    <div class="incident-actions">
      <div class="form-buttons">
        <button
          type="button"
          aria-disabled={whyNotAcknowledge !== null}
          aria-label={t('incident.acknowledge_of', { what })}
          title={whyNotAcknowledge === null ? undefined : t(whyNotAcknowledge)}
          onClick={() => whyNotAcknowledge === null && void send(incident, 'acknowledge')}
          data-testid="incident-acknowledge"
        >
          {t('incident.acknowledge')}
        </button>
        <button
          ref={button}
          type="button"
          aria-disabled={whyNotResolve !== null}
          aria-expanded={resolving.value}
          aria-label={t('incident.resolve_of', { what })}
          title={whyNotResolve === null ? undefined : t(whyNotResolve)}
          onClick={() => whyNotResolve === null && (resolving.value = !resolving.value)}
          data-testid="incident-resolve"
        >
          {t('incident.resolve')}
        </button>
      </div>
      <OutcomeLine subject={subjectOf(incident)} />
      {resolving.value && (
        <ResolveForm
          incident={incident}
          onClose={() => {
            resolving.value = false;
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

const kEmpty = { outcome: '', text: '' };

function ResolveForm({ incident, onClose }: { incident: IncidentView; onClose: () => void }) {
  const subject = subjectOf(incident);
  const { draft, complaint, change, forget } = useDraft(subject, 'resolve', kEmpty);
  const submit = async () => {
    const { outcome, text } = draft.value;
    if (!(await send(incident, 'resolve', { outcome: outcome as Outcome, text: text.trim() }))) return;
    forget();
    onClose();
  };
  return (
    <FormShell
      name="incident-resolve"
      label={t('incident.resolve')}
      submit={t('incident.resolve_submit', { n: incident.open })}
      missing={() => (draft.value.outcome === '' ? 'form.missing_outcome' : null)}
      complaint={complaint}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <OutcomeChoice value={draft.value.outcome} onChange={(outcome) => change({ outcome })} />
      <label>
        {t('resolve.text')}
        <textarea
          rows={2}
          value={draft.value.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
          data-testid="incident-resolve-text"
        />
      </label>
    </FormShell>
  );
}
