import { mayDo } from '../alarms/allowed_actions';
import { postCommand } from '../api/commands';
import type { DoneAnswer, ExceptionScope, ServiceException, Session } from '../api/types';
import { duty, refreshDuty } from '../duty/duty_state';
import { placeName } from '../duty/places';
import { language, t, tValue } from '../i18n/i18n';
import { now } from '../shared/clock';
import { OutcomeLine } from '../shared/outcome_line';
import { openPane, rightPane } from '../shared/right_pane';
import { forgetResult, run } from '../shared/running';
import { clockTime, parseInstant } from '../shared/time';

export const kNewException = 'exception';
const subjectOf = (exception: ServiceException) => `exception ${exception.id}`;

// What is on test or out of service, below the queue: who said so, why, until when, and its end.
export function ExceptionAside({ session }: { session: Session }) {
  const exceptions = duty.value?.exceptions ?? [];
  const may = mayDo('except', session);
  if (exceptions.length === 0 && !may) return null;
  return (
    <details class="aside" data-testid="exceptions">
      <summary>
        {t('aside.exceptions')} <span class="count">{exceptions.length}</span>
      </summary>
      <ul>
        {exceptions.map((exception) => (
          <li key={exception.id} class="exception" data-testid="exception" data-exception-id={exception.id}>
            <Words exception={exception} />
            {may && (
              <button
                type="button"
                aria-label={t('exception.end_of', { what: scopeText(exception.scope) })}
                onClick={() => void end(exception)}
                data-testid="exception-end"
              >
                {t('exception.end')}
              </button>
            )}
            <OutcomeLine subject={subjectOf(exception)} />
          </li>
        ))}
      </ul>
      {may && (
        <button type="button" class="aside-more" onClick={openForm} data-testid="exception-new">
          {t('exception.new')}
        </button>
      )}
      {rightPane.value !== 'exception' && <OutcomeLine subject={kNewException} />}
    </details>
  );
}

function openForm(): void {
  forgetResult(kNewException);
  openPane('exception');
}

// The same in words alone.
export function ExceptionLines({ exceptions }: { exceptions: readonly ServiceException[] }) {
  if (exceptions.length === 0) return <p class="quiet">{t('exception.none')}</p>;
  return (
    <ul class="lines">
      {exceptions.map((exception) => (
        <li key={exception.id}>
          <Words exception={exception} />
        </li>
      ))}
    </ul>
  );
}

function Words({ exception }: { exception: ServiceException }) {
  const until = parseInstant(exception.until);
  return (
    <span class="exception-words">
      <span class="badge-test">{tValue('exception_kind', exception.kind)}</span>
      <strong>{scopeText(exception.scope)}</strong>{' '}
      <span class="flags">
        {until !== null && t('exception.until', { time: clockTime(until, now.value, language.value) })} ·{' '}
        {exception.user}: {exception.reason}
      </span>
    </span>
  );
}

export function scopeText(scope: ExceptionScope | undefined): string {
  if (!scope) return '';
  const parts = [scope.device, scope.device_type, scope.position, scope.site].filter((part) => part !== '');
  return [...parts, placeName(scope.municipality)].join(', ');
}

async function end(exception: ServiceException): Promise<void> {
  await run<DoneAnswer>({
    subject: subjectOf(exception),
    verb: 'except_end',
    send: () => postCommand(`/exceptions/${encodeURIComponent(exception.id)}/end`),
    done: () => t('done.except_end'),
  });
  await refreshDuty();
}
