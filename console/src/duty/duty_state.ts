import { computed, effect, signal } from '@preact/signals';
import { request } from '../api/http';
import type { DutyView, ShiftView } from '../api/types';
import { brokerPosition, liveness } from '../connection/connection';
import { currentSession } from '../session/session';
import { followUp } from './follow_up';

// Who is on shift, the hand-over notes, the exceptions and the floods. The stream does not tell them:
// they are asked for when the broker's log has grown.

export type Duty = Pick<DutyView, 'on_shift' | 'handovers' | 'exceptions' | 'floods'>;

export const duty = signal<Duty | null>(null);

export const myShift = computed<ShiftView | null>(() => {
  const user = currentSession()?.user;
  return duty.value?.on_shift.find((shift) => shift.user === user) ?? null;
});

let latest = 0;

// Asks now: what was done here is to be seen here.
export async function refreshDuty(): Promise<void> {
  const own = ++latest;
  const answer = await request<DutyView>('/duty');
  if (own !== latest || answer.kind !== 'ok') return;
  const { on_shift, handovers, exceptions, floods } = answer.value;
  duty.value = { on_shift, handovers, exceptions, floods };
}

export function followDuty(): () => void {
  const follower = followUp(refreshDuty, {
    now: () => performance.now(),
    setTimer: (action, ms) => window.setTimeout(action, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
  });
  const stop = effect(() => {
    if (liveness.value === 'live' && brokerPosition.value !== '') follower.changed();
  });
  return () => {
    stop();
    follower.stop();
    latest += 1;
    duty.value = null;
  };
}
