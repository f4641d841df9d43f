import { batch, signal } from '@preact/signals';
import type { Answer } from '../api/http';
import { currentSession } from '../session/session';
import { announce } from './live_regions';
import { refusalText } from './refusal_text';

// The command that is under way, and what came of the latest one, for the words beside the buttons.
// `subject` says beside which: an alarm's number, an incident, the shift. The text is a function, so
// that it changes its language with the page.
export interface Result {
  subject: string;
  refused: boolean;
  text: () => string;
}

export const result = signal<Result | null>(null);
export const underWay = signal<{ subject: string; verb: string } | null>(null);

// A new form about the subject begins without what came of the last one.
export function forgetResult(subject: string): void {
  if (result.peek()?.subject === subject) result.value = null;
}

export interface Running<T> {
  subject: string;
  verb: string;
  send: () => Promise<Answer<T>>;
  takeIn?: (value: T) => void; // Before anybody sees that it is done.
  done: () => string;
}

// Sends a command and shows what came of it; null: one is under way already, and this one was not sent.
export async function run<T>({ subject, verb, send, takeIn, done }: Running<T>): Promise<Answer<T> | null> {
  if (underWay.peek() !== null) return null;
  batch(() => {
    underWay.value = { subject, verb };
    result.value = null;
  });
  const answer = await send();
  const user = currentSession()?.user ?? '';
  batch(() => {
    underWay.value = null;
    if (answer.kind === 'ok') {
      takeIn?.(answer.value);
      show({ subject, refused: false, text: done });
    } else show({ subject, refused: true, text: () => refusalText(answer, user, verb) });
  });
  return answer;
}

function show(what: Result): void {
  result.value = what;
  announce(what.refused ? 'refusal' : 'done', what.text);
}
