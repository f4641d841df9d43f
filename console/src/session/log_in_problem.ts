import type { Answer } from '../api/http';
import { t } from '../i18n/i18n';

// Plain words for a log-in that did not succeed.
export function logInProblem(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return t('login.unreachable');
  if (answer.status === 401) return t('login.wrong');
  if (answer.status === 429) return t('login.too_many', { n: answer.retryAfterSeconds ?? 60 });
  return t('login.failed', { detail: answer.problem.detail || answer.problem.title || String(answer.status) });
}
