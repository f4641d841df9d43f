import { t } from '../i18n/i18n';
import { OutcomeLine } from '../shared/outcome_line';
import { closePane } from '../shared/right_pane';
import { ExceptionForm } from './exception_form';
import { kNewException } from './exception_list';

// The right half while something is put on test or out of service that has no alarm.
export function ExceptionPane() {
  return (
    <section class="detail-pane" aria-labelledby="exception-title" data-testid="exception-pane">
      <header class="pane-head">
        <h2 id="exception-title">{t('action.except')}</h2>
      </header>
      <div class="pane-part">
        <OutcomeLine subject={kNewException} />
        <ExceptionForm subject={kNewException} alarm={null} onClose={closePane} />
      </div>
    </section>
  );
}
