import type { AlarmView, ExceptionKind, ExceptionRequest } from '../api/types';
import type { MessageKey } from '../i18n/i18n';
import { secondsOf } from '../shared/duration_choice';

// What is typed into the form of an exception, and what is asked of the server with it.

export const scopes = ['device', 'device_type', 'position', 'site'] as const;
export type Scope = (typeof scopes)[number];

export interface ExceptionDraft {
  kind: ExceptionKind;
  municipality: string;
  by: Scope;
  name: string; // Of the device, type, position or site.
  site: string; // Where all devices of a type are meant; empty: everywhere.
  reason: string;
  minutes: number;
}

// docs/reference/limits.md: a day on test, 90 days out of service.
const kDay = 24 * 60;
export const lengths: Partial<Record<ExceptionKind, readonly number[]>> = {
  on_test: [15, 30, 60, 120, 240, 480, kDay],
  out_of_service: [60, 240, 480, kDay, 3 * kDay, 7 * kDay, 30 * kDay, 90 * kDay],
};

export function draftFor(alarm: AlarmView | null, municipality: string): ExceptionDraft {
  const draft: ExceptionDraft = {
    kind: 'on_test',
    municipality: alarm?.municipality ?? municipality,
    by: 'device',
    name: '',
    site: '',
    reason: '',
    minutes: 60,
  };
  return alarm ? { ...draft, name: nameOf(alarm, 'device') } : draft;
}

// What the alarm has of that name.
export function nameOf(alarm: AlarmView, by: Scope): string {
  return alarm[by];
}

export function whatIsMissing(draft: ExceptionDraft): MessageKey | null {
  if (draft.municipality.trim() === '') return 'form.missing_municipality';
  if (draft.name.trim() === '') return 'form.missing_scope';
  if (draft.kind === 'out_of_service' && draft.by === 'device_type' && draft.site.trim() === '')
    return 'form.missing_site';
  if (draft.reason.trim() === '') return 'form.missing_reason';
  return null;
}

export function requestOf(draft: ExceptionDraft): ExceptionRequest {
  const scope = { municipality: draft.municipality.trim(), device: '', position: '', site: '', device_type: '' };
  if (draft.by === 'device_type') scope.site = draft.site.trim();
  scope[draft.by] = draft.name.trim();
  return { kind: draft.kind, scope, reason: draft.reason.trim(), duration: secondsOf(draft.minutes) };
}

// Another kind has other lengths: the nearest that it has.
export function withKind(draft: ExceptionDraft, kind: ExceptionKind): ExceptionDraft {
  const allowed = lengths[kind] ?? [];
  const minutes = allowed.find((each) => each >= draft.minutes) ?? allowed.at(-1) ?? draft.minutes;
  return { ...draft, kind, minutes };
}
