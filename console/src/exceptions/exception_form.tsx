import { postCommand } from '../api/commands';
import type { AlarmView, DoneAnswer, ExceptionKind } from '../api/types';
import { refreshDuty } from '../duty/duty_state';
import { places } from '../duty/places';
import { t } from '../i18n/i18n';
import { DurationChoice } from '../shared/duration_choice';
import { FormShell } from '../shared/form_shell';
import { run } from '../shared/running';
import { useDraft } from '../shared/use_draft';
import {
  draftFor,
  type ExceptionDraft,
  lengths,
  nameOf,
  requestOf,
  type Scope,
  scopes,
  whatIsMissing,
  withKind,
} from './exception_request';

interface ExceptionFormProps {
  subject: string; // Whose draft and outcome it is: the alarm's number, or the pane.
  alarm: AlarmView | null; // Whose device it is about; null: what is typed.
  onClose: () => void;
}

// Puts a device, a type of device, a position or a whole site on test or out of service.
export function ExceptionForm({ subject, alarm, onClose }: ExceptionFormProps) {
  const [only = '', ...more] = places.peek().keys();
  const empty = draftFor(alarm, more.length === 0 ? only : '');
  const { draft, complaint, change, forget } = useDraft<ExceptionDraft>(subject, 'except', empty);
  const { kind, by, name, municipality } = draft.value;

  const submit = async () => {
    const body = requestOf(draft.value);
    const answer = await run<DoneAnswer>({
      subject,
      verb: 'except',
      send: () => postCommand('/exceptions', body),
      done: () => t(body.kind === 'on_test' ? 'done.on_test' : 'done.out_of_service'),
    });
    if (answer?.kind !== 'ok') return;
    forget();
    void refreshDuty();
    onClose();
  };
  const chooseScope = (scope: Scope) => change({ by: scope, name: alarm ? nameOf(alarm, scope) : '' });

  return (
    <FormShell
      name="exception"
      label={t('action.except')}
      submit={t(kind === 'on_test' ? 'exception.submit_test' : 'exception.submit_service')}
      missing={() => whatIsMissing(draft.value)}
      complaint={complaint}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <label>
        {t('exception.kind')}
        <select
          value={kind}
          onChange={(event) => change(withKind(draft.value, event.currentTarget.value as ExceptionKind))}
          data-testid="exception-kind"
        >
          <option value="on_test">{t('exception.choose_test')}</option>
          <option value="out_of_service">{t('exception.choose_service')}</option>
        </select>
      </label>
      <div class="form-pair">
        <label>
          {t('exception.by')}
          <select
            value={by}
            onChange={(event) => chooseScope(event.currentTarget.value as Scope)}
            data-testid="exception-by"
          >
            {scopes.map((scope) => (
              <option key={scope} value={scope}>
                {t(`exception_scope.${scope}`)}
              </option>
            ))}
          </select>
        </label>
        <Text label={t('exception.name')} value={name} set={(value) => change({ name: value })} name="name" />
        {by === 'device_type' && (
          <Text
            label={t(kind === 'on_test' ? 'exception.site_if' : 'exception.site')}
            value={draft.value.site}
            set={(site) => change({ site })}
            name="site"
            optional={kind === 'on_test'}
          />
        )}
        <Text
          label={t('exception.municipality')}
          value={municipality}
          set={(value) => change({ municipality: value })}
          name="municipality"
          choices={[...places.value.keys()]}
        />
      </div>
      <DurationChoice
        minutes={draft.value.minutes}
        choices={lengths[kind] ?? []}
        onChange={(minutes) => change({ minutes })}
        testId="exception-duration"
      />
      <label>
        {t('exception.reason')}
        <textarea
          rows={2}
          value={draft.value.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
          required
          data-testid="exception-reason"
        />
      </label>
      <p class="quiet">{t(kind === 'on_test' ? 'exception.test_means' : 'exception.service_means')}</p>
    </FormShell>
  );
}

interface TextProps {
  label: string;
  value: string;
  set: (value: string) => void;
  name: string;
  choices?: readonly string[];
  optional?: boolean;
}

function Text({ label, value, set, name, choices = [], optional = false }: TextProps) {
  return (
    <label>
      {label}
      <input
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
        list={choices.length > 0 ? `exception-${name}-choices` : undefined}
        autocomplete="off"
        required={!optional}
        data-testid={`exception-${name}`}
      />
      {choices.length > 0 && (
        <datalist id={`exception-${name}-choices`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </label>
  );
}
