import { signal } from '@preact/signals';

// What has been typed and not yet sent, per alarm, incident or panel: an operator who must look at
// another alarm in the middle of a sentence finds it again. In memory only, since it may be about
// persons.

export type FormName = 'note' | 'dispatch' | 'resolve' | 'shelve' | 'offer';
export type PanelName = FormName | 'except' | 'device';

export interface Draft {
  text: string;
  choice: string; // The outcome, the responder, or to whom it is offered.
  minutes: number;
}

const drafts = new Map<string, unknown>();
export const openForms = signal<ReadonlyMap<string, PanelName>>(new Map());

const nothing: Draft = { text: '', choice: '', minutes: 60 };
const keyOf = (subject: string, form: string) => `${subject} ${form}`;

export function draftOf(subject: string, form: FormName): Draft {
  return draftOr(subject, form, nothing);
}

// The draft of a form with fields of its own; `empty` where nothing was typed.
export function draftOr<D>(subject: string, form: string, empty: D): D {
  return (drafts.get(keyOf(subject, form)) as D | undefined) ?? empty;
}

export function saveDraft(subject: string, form: string, draft: unknown): void {
  drafts.set(keyOf(subject, form), draft);
}

// Opens `form` for the subject, or closes what is open.
export function setForm(subject: string, form: PanelName | null): void {
  const next = new Map(openForms.peek());
  if (form === null) next.delete(subject);
  else next.set(subject, form);
  openForms.value = next;
}

export function forgetDraft(subject: string, form: string): void {
  drafts.delete(keyOf(subject, form));
}

// At log-out: the next person at this desk is another.
export function forgetAllDrafts(): void {
  drafts.clear();
  openForms.value = new Map();
}
