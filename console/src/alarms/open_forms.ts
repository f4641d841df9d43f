import { signal } from '@preact/signals';

// Which form of which alarm is open, and stays open while another alarm is looked at.

export type FormName = 'note' | 'dispatch' | 'resolve' | 'shelve' | 'offer';
export type PanelName = FormName | 'except' | 'device';

export const openForms = signal<ReadonlyMap<string, PanelName>>(new Map());

// Opens `form` for the subject, or closes what is open.
export function setForm(subject: string, form: PanelName | null): void {
  const next = new Map(openForms.peek());
  if (form === null) next.delete(subject);
  else next.set(subject, form);
  openForms.value = next;
}

export function closeAllForms(): void {
  openForms.value = new Map();
}
