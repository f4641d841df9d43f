import type { Answer } from '../api/http';
import { t, tIfKnown } from '../i18n/i18n';

type Refused = Exclude<Answer<unknown>, { kind: 'ok' }>;

// Why a command was not carried out, in plain words. `user`: who reads it. `verb`: what was asked,
// where a refusal means something of its own.
export function refusalText(answer: Refused, user: string, verb = ''): string {
  if (answer.kind === 'unreachable') return t('refusal.unreachable');
  const { refusal_name: name = '', owner = '', detail = '', title = '' } = answer.problem;
  if (name !== '') {
    const whose = owner === '' ? 'somebody' : owner === user ? 'you' : 'other';
    const text =
      tIfKnown(`refusal.${name}.${verb}`) ??
      tIfKnown(`refusal.${name}.${whose}`) ??
      tIfKnown(`refusal.${name}`, { owner });
    if (text !== null) return text;
  }
  if (answer.status === 503) return t('refusal.storage');
  if (answer.status === 429) return t('refusal.too_many');
  if (answer.status === 404) return t('refusal.AlarmNotFound');
  if (answer.status === 403) return t('refusal.forbidden');
  return t('refusal.other', { detail: detail || title || String(answer.status) });
}
