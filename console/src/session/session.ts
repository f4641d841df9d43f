import { signal } from '@preact/signals';
import { type Answer, request, whenLoggedOut } from '../api/http';
import type { Session } from '../api/types';

// Who is logged in. `unknown` until the server has been asked.
export type LogIn =
  | { state: 'unknown'; unreachable: boolean }
  | { state: 'out'; ended: boolean } // `ended`: the server ended it, not the person.
  | { state: 'in'; session: Session };

export const logIn = signal<LogIn>({ state: 'unknown', unreachable: false });

export function currentSession(): Session | null {
  return logIn.value.state === 'in' ? logIn.value.session : null;
}

whenLoggedOut(() => {
  logIn.value = { state: 'out', ended: logIn.value.state === 'in' };
});

const kAskAgainMs = 2_000;

// Asks the server who this is. A server that does not answer is asked again: the cookie may be good.
export async function resumeSession(): Promise<void> {
  const answer = await request<Session>('/session');
  if (answer.kind === 'ok') logIn.value = { state: 'in', session: answer.value };
  else if (answer.kind === 'refused' && answer.status === 401) logIn.value = { state: 'out', ended: false };
  else {
    logIn.value = { state: 'unknown', unreachable: true };
    setTimeout(() => void resumeSession(), kAskAgainMs);
  }
}

// Finds out whether the server still knows the log-in. If not, `logIn` changes.
export function checkSession(): void {
  void request<Session>('/session');
}

export async function openSession(user: string, password: string): Promise<Answer<Session>> {
  const answer = await request<Session>('/session', { method: 'POST', body: { user, password } });
  if (answer.kind === 'ok') logIn.value = { state: 'in', session: answer.value };
  return answer;
}

// Logs out here at once, and at the server as soon as it can be reached: until then the cookie would
// let the next person at this desk in.
export async function closeSession(): Promise<void> {
  logIn.value = { state: 'out', ended: false };
  while (logIn.peek().state === 'out') {
    const answer = await request('/session', { method: 'DELETE' });
    if (answer.kind !== 'unreachable') return;
    await new Promise((resolve) => setTimeout(resolve, kAskAgainMs));
  }
}
