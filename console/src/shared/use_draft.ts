import { useSignal } from '@preact/signals';
import type { MessageKey } from '../i18n/i18n';
import { draftOr, forgetDraft, saveDraft } from './drafts';

// A form's draft, kept beyond the form until it is forgotten, and the complaint that goes with the
// first change.
export function useDraft<D extends object>(subject: string, form: string, empty: D) {
  const draft = useSignal<D>(draftOr(subject, form, empty));
  const complaint = useSignal<MessageKey | null>(null);
  const change = (part: Partial<D>) => {
    draft.value = { ...draft.value, ...part };
    complaint.value = null;
    saveDraft(subject, form, draft.value);
  };
  return { draft, complaint, change, forget: () => forgetDraft(subject, form) };
}
