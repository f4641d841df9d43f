import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { mayDo } from '../alarms/allowed_actions';
import type { Session } from '../api/types';
import { ExceptionLines } from '../exceptions/exception_list';
import { t } from '../i18n/i18n';
import { OutcomeLine } from '../shared/outcome_line';
import { closePane } from '../shared/right_pane';
import { forgetResult, underWay } from '../shared/running';
import { duty, myShift } from './duty_state';
import { EndShiftForm } from './end_shift_form';
import { Handovers } from './handovers';
import { OnShift } from './on_shift';
import { beginShift, kShift } from './shift';

// The right half while it is about the shift: mine, who else is there, and what they left to be known.
export function DutyPane({ session }: { session: Session }) {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <section
      class="detail-pane duty-pane"
      aria-labelledby="duty-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') closePane();
      }}
      data-testid="duty-pane"
    >
      <header class="pane-head">
        <h2 id="duty-title" tabIndex={-1} ref={title}>
          {t('duty.title')}
        </h2>
        <button type="button" onClick={closePane} data-testid="duty-close">
          {t('action.close')}
        </button>
      </header>
      {duty.value === null ? (
        <p class="pane-part quiet">{t('duty.loading')}</p>
      ) : (
        <>
          {mayDo('shift', session) && <MyShift />}
          <OnShift />
          <Handovers notes={duty.value.handovers} />
          <section class="pane-part" aria-labelledby="duty-exceptions">
            <h3 id="duty-exceptions">{t('aside.exceptions')}</h3>
            <ExceptionLines exceptions={duty.value.exceptions} />
          </section>
        </>
      )}
    </section>
  );
}

function MyShift() {
  const ending = useSignal(false);
  const on = myShift.value !== null;
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    ending.value = false;
    button.current?.focus();
  };
  return (
    <section class="pane-part" aria-label={t('shift.mine')}>
      <p class="shift-state">
        <strong>{t(on ? 'shift.on' : 'shift.off')}.</strong> {t(on ? 'shift.on_means' : 'shift.off_means')}
      </p>
      <button
        ref={button}
        type="button"
        class={on ? '' : 'primary'}
        aria-expanded={on ? ending.value : undefined}
        aria-disabled={underWay.value !== null}
        onClick={() => {
          if (!on) return void beginShift();
          forgetResult(kShift);
          ending.value = !ending.value;
        }}
        data-testid={on ? 'shift-end' : 'shift-begin'}
      >
        {t(on ? 'shift.end' : 'shift.begin')}
      </button>
      <OutcomeLine subject={kShift} />
      {on && ending.value && <EndShiftForm onClose={close} />}
    </section>
  );
}
