import { DutyPane } from '../duty/duty_pane';
import { ExceptionPane } from '../exceptions/exception_pane';
import { t } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { rightPane } from '../shared/right_pane';
import { Actions } from './actions';
import { chosen } from './chosen';
import { DetailHead } from './detail_head';
import { Facts } from './facts';
import { HistoryList } from './history_list';

export function DetailPane() {
  const session = currentSession();
  const choice = chosen.value;
  if (!session) return null;
  if (rightPane.value === 'duty') return <DutyPane session={session} />;
  if (rightPane.value === 'exception') return <ExceptionPane />;
  if (!choice) {
    return (
      <section class="detail-pane detail-none" aria-label={t('detail.label')}>
        <p>{t('detail.none')}</p>
        <p class="quiet">{t('detail.none_hint')}</p>
      </section>
    );
  }
  const { alarm, inQueue } = choice;
  return (
    <section class="detail-pane" aria-labelledby="detail-title" data-testid="detail" data-alarm-id={alarm.id}>
      <DetailHead alarm={alarm} inQueue={inQueue} user={session.user} />
      <Actions alarm={alarm} session={session} />
      <div class="detail-body">
        <section class="instructions" aria-labelledby="instructions-title">
          <h3 id="instructions-title">{t('detail.instructions')}</h3>
          {alarm.instructions ? (
            <p data-testid="instructions">{alarm.instructions}</p>
          ) : (
            <p class="quiet">{t('detail.no_instructions')}</p>
          )}
        </section>
        <Facts alarm={alarm} />
        <HistoryList />
      </div>
    </section>
  );
}
