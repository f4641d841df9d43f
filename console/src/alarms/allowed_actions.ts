import type { Verb } from '../api/commands';
import type { AlarmView, Session } from '../api/types';
import type { MessageKey } from '../i18n/i18n';

// Which buttons look pressable. What may be done is the server's answer; this only spares a person
// the question where the answer is plain from what is on the page.

// What a button may do beside the commands of the alarm itself.
export type Deed =
  | Verb
  | 'except'
  | 'device'
  | 'open_door'
  | 'shift'
  | 'acknowledge_incident'
  | 'resolve_incident';

// docs/reference/api.md, the column "who".
const kRoles: Record<Deed, readonly string[]> = {
  claim: ['operator'],
  release: ['operator'],
  acknowledge: ['operator', 'technician'],
  note: ['operator', 'technician', 'manager'],
  dispatch: ['operator'],
  resolve: ['operator'],
  shelve: ['operator'],
  unshelve: ['operator'],
  offer: ['operator'],
  accept: ['operator'],
  decline: ['operator'],
  except: ['operator', 'technician', 'manager'],
  device: ['operator', 'technician'],
  open_door: ['operator'],
  shift: ['operator'],
  acknowledge_incident: ['operator', 'technician'],
  resolve_incident: ['operator'],
};

export function mayDo(deed: Deed, session: Session): boolean {
  return kRoles[deed].includes(session.role);
}

// Why `deed` cannot be done to the alarm, or null where it may be tried.
export function whyNot(deed: Deed, alarm: AlarmView, session: Session): MessageKey | null {
  if (!mayDo(deed, session)) return 'why.role';
  if (deed === 'except') return alarm.municipality === '' ? 'why.no_device' : null;
  if (alarm.response === 'resolved') return 'why.resolved';
  const mine = alarm.owner !== '' && alarm.owner === session.user;
  const ifMine = mine ? null : alarm.owner === '' ? 'why.claim_first' : 'why.owned';
  switch (deed) {
    case 'claim':
      if (mine) return 'why.yours_already';
      return alarm.owner === '' ? null : 'why.owned';
    case 'acknowledge':
      return alarm.acknowledged ? 'why.acknowledged' : null;
    case 'shelve':
      if (alarm.priority === 'critical') return 'why.critical';
      if (alarm.shelf) return 'why.shelved';
      return mine || alarm.owner === '' ? null : 'why.owned';
    case 'unshelve':
      return alarm.shelf ? null : 'why.not_shelved';
    case 'offer':
      return ifMine ?? (alarm.offered_to === '' ? null : 'why.offered');
    case 'accept':
      return alarm.offered_to !== '' && alarm.offered_to === session.user ? null : 'why.not_offered';
    case 'decline':
      if (alarm.offered_to === '') return 'why.not_offered';
      return mine || alarm.offered_to === session.user ? null : 'why.owned';
    case 'device':
      return alarm.device === '' ? 'why.no_device' : null;
    case 'release':
    case 'dispatch':
    case 'resolve':
    case 'open_door':
      return ifMine;
    case 'note':
    case 'shift':
    case 'acknowledge_incident':
    case 'resolve_incident':
      return null;
  }
}
