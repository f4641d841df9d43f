import { signal } from '@preact/signals';

// What has been typed and not yet sent, per alarm: an operator who must look at another alarm in the
// middle of a sentence finds it again. In memory only, since it may be about persons.

export type FormName = 'note' | 'dispatch' | 'resolve';

export interface Draft {
  text: string;
  choice: string; // The outcome, or the responder.
}

const drafts = new Map<string, Draft>();
export const openForms = signal<ReadonlyMap<string, FormName>>(new Map());

const nothing: Draft = { text: '', choice: '' };
const keyOf = (alarmId: string, form: FormName) => `${alarmId} ${form}`;

export function draftOf(alarmId: string, form: FormName): Draft {
  return drafts.get(keyOf(alarmId, form)) ?? nothing;
}

export function saveDraft(alarmId: string, form: FormName, draft: Draft): void {
  drafts.set(keyOf(alarmId, form), draft);
}

// Opens `form` for the alarm, or closes what is open.
export function setForm(alarmId: string, form: FormName | null): void {
  const next = new Map(openForms.peek());
  if (form === null) next.delete(alarmId);
  else next.set(alarmId, form);
  openForms.value = next;
}

export function forgetDraft(alarmId: string, form: FormName): void {
  drafts.delete(keyOf(alarmId, form));
}

// At log-out: the next person at this desk is another.
export function forgetAllDrafts(): void {
  drafts.clear();
  openForms.value = new Map();
}
