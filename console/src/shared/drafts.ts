// What has been typed and not yet sent, per alarm, incident or panel: an operator who must look at
// another alarm in the middle of a sentence finds it again. In memory only, since it may be about
// persons.

const drafts = new Map<string, unknown>();
const keyOf = (subject: string, form: string) => `${subject} ${form}`;

// The draft of a form; `empty` where nothing was typed.
export function draftOr<D>(subject: string, form: string, empty: D): D {
  return (drafts.get(keyOf(subject, form)) as D | undefined) ?? empty;
}

export function saveDraft(subject: string, form: string, draft: unknown): void {
  drafts.set(keyOf(subject, form), draft);
}

export function forgetDraft(subject: string, form: string): void {
  drafts.delete(keyOf(subject, form));
}

// At log-out: the next person at this desk is another.
export function forgetAllDrafts(): void {
  drafts.clear();
}
