import { t, tValue } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { choose, chosenId } from './chosen';
import { PriorityMark } from './priority_mark';
import { openAlarms } from './queue_state';
import { Waited } from './timing';

// What I have taken and not yet resolved.
export function Mine() {
  const user = currentSession()?.user ?? '';
  const mine = openAlarms.value.filter((alarm) => alarm.owner !== '' && alarm.owner === user);
  return (
    <section class="mine" aria-labelledby="mine-title" data-testid="mine">
      <h2 id="mine-title">
        {t('mine.title')} <span class="count">{mine.length}</span>
      </h2>
      {mine.length === 0 ? (
        <p class="mine-none">{t('mine.none')}</p>
      ) : (
        <ul>
          {mine.map((alarm) => (
            <li key={alarm.id}>
              <button
                type="button"
                aria-current={alarm.id === chosenId.value}
                onClick={() => choose(alarm.id)}
                data-testid="mine-alarm"
                data-alarm-id={alarm.id}
              >
                <PriorityMark priority={alarm.priority} />
                <span class="mine-what">
                  <strong>{tValue('alarm_type', alarm.type)}</strong> {alarm.name}
                </span>
                <span class="mine-time">
                  <Waited alarm={alarm} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
