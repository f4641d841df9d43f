import type { AlarmView } from '../api/types';

// Whether a step of the alarm's escalation was taken since it was `before`: nobody took it in time.
// The alarm tells the step that comes next; none is left after the last one.
export function wasEscalated(before: AlarmView, after: AlarmView): boolean {
  if (!before.escalation || after.owner !== '' || after.acknowledged) return false;
  if (!after.escalation) return true;
  if (after.escalation.round !== before.escalation.round) return after.escalation.round > before.escalation.round;
  return after.escalation.step > before.escalation.step;
}
