import type { AlarmView, IncidentView, Session } from '../api/types';
import { ExceptionAside } from '../exceptions/exception_list';
import { t, tValue } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { choose, chosenId } from './chosen';
import { IncidentActions } from './incident_actions';
import { fetchMembers, members, toggleIncident } from './incident_members';
import { PriorityMark } from './priority_mark';
import { incidents, shelvedAlarms, testAlarms } from './queue_state';
import { rowFlags } from './row_flags';

// More than anybody reads in such a list.
const kShown = 200;

// What is out of the queue: alarms with one cause, on the shelf, on test; and which devices
// are on test or out of service. Nothing where there is nothing.
export function AsideLists() {
  const session = currentSession();
  if (!session) return null;
  return (
    <>
      {incidents.value.length > 0 && (
        <details class="aside" open data-testid="incidents">
          <summary>
            {t('aside.incidents')} <span class="count">{incidents.value.length}</span>
          </summary>
          <ul>
            {incidents.value.map((incident) => (
              <Incident key={incident.id} incident={incident} session={session} />
            ))}
          </ul>
        </details>
      )}
      <Aside title={t('aside.shelved')} alarms={shelvedAlarms.value} name="shelved" />
      <Aside title={t('aside.on_test')} alarms={testAlarms.value} name="on-test" />
      <ExceptionAside session={session} />
    </>
  );
}

function Incident({ incident, session }: { incident: IncidentView; session: Session }) {
  const open = members.value?.incident === incident.id ? members.value : null;
  const cause = `${tValue('incident_cause', incident.cause)} ${incident.subject}`.trim();
  return (
    <li class="incident" data-incident-id={incident.id}>
      <button type="button" aria-expanded={open !== null} onClick={() => toggleIncident(incident.id)}>
        <PriorityMark priority={incident.priority} />
        <strong>{tValue('alarm_type', incident.type)}</strong> {cause}
        {incident.municipality_name !== '' && `, ${incident.municipality_name}`}
        <span class="flags">
          {t('incident.count', { open: incident.open, alarms: incident.alarms })} ·{' '}
          {incident.acknowledged_by === ''
            ? t('incident.unacknowledged', { n: incident.unacknowledged })
            : t('incident.acknowledged', { user: incident.acknowledged_by })}
        </span>
      </button>
      <IncidentActions incident={incident} session={session} />
      {open && (
        <>
          {open.state === 'failed' && <p class="notice">{t('aside.failed')}</p>}
          <AlarmLines alarms={open.alarms} />
          {open.more && (
            <button type="button" onClick={() => void fetchMembers(incident.id)}>
              {t('aside.more')}
            </button>
          )}
        </>
      )}
    </li>
  );
}

function Aside({ title, alarms, name }: { title: string; alarms: readonly AlarmView[]; name: string }) {
  if (alarms.length === 0) return null;
  return (
    <details class="aside" data-testid={name}>
      <summary>
        {title} <span class="count">{alarms.length}</span>
      </summary>
      <AlarmLines alarms={alarms.slice(0, kShown)} />
    </details>
  );
}

function AlarmLines({ alarms }: { alarms: readonly AlarmView[] }) {
  return (
    <ul>
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <button
            type="button"
            class="aside-alarm"
            aria-pressed={alarm.id === chosenId.value}
            onClick={() => choose(alarm.id)}
            data-alarm-id={alarm.id}
          >
            <PriorityMark priority={alarm.priority} />
            {alarm.test && <span class="badge-test">{t('row.test')}</span>}
            <strong>{tValue('alarm_type', alarm.type)}</strong> {alarm.name}
            <span class="flags">{rowFlags(alarm).join(' · ')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
