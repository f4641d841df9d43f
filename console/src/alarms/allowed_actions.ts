import type { Verb } from '../api/commands';
import type { AlarmView, Session } from '../api/types';
import type { MessageKey } from '../i18n/i18n';

// Which buttons look pressable. What may be done is the server's answer; this only spares a person
// the question where the answer is plain from what is on the page.

// docs/reference/api.md, the column "who".
const kRoles: Record<Verb, readonly string[]> = {
  claim: ['operator'],
  release: ['operator'],
  acknowledge: ['operator', 'technician'],
  note: ['operator', 'technician', 'manager'],
  dispatch: ['operator'],
  resolve: ['operator'],
};

// Why `verb` cannot be done, or null where it may be tried.
export function whyNot(verb: Verb, alarm: AlarmView, session: Session): MessageKey | null {
  if (!kRoles[verb].includes(session.role)) return 'why.role';
  if (alarm.response === 'resolved') return 'why.resolved';
  const mine = alarm.owner !== '' && alarm.owner === session.user;
  switch (verb) {
    case 'claim':
      if (mine) return 'why.yours_already';
      return alarm.owner === '' ? null : 'why.owned';
    case 'acknowledge':
      return alarm.acknowledged ? 'why.acknowledged' : null;
    case 'note':
      return null;
    case 'release':
    case 'dispatch':
    case 'resolve':
      if (mine) return null;
      return alarm.owner === '' ? 'why.claim_first' : 'why.owned';
  }
}

export function mayClaim(session: Session): boolean {
  return kRoles.claim.includes(session.role);
}
