import { type Answer, request } from './http';
import { newIdempotencyKey } from './idempotency_key';
import type {
  CommandAnswer,
  DispatchRequest,
  NoteRequest,
  OfferRequest,
  ResolveRequest,
  ShelveRequest,
} from './types';

// What a person asks of one alarm.
export type Command =
  | { verb: 'claim' }
  | { verb: 'release' }
  | { verb: 'acknowledge' }
  | { verb: 'unshelve' }
  | { verb: 'accept' }
  | { verb: 'decline' }
  | { verb: 'note'; body: NoteRequest }
  | { verb: 'dispatch'; body: DispatchRequest }
  | { verb: 'resolve'; body: ResolveRequest }
  | { verb: 'shelve'; body: ShelveRequest }
  | { verb: 'offer'; body: OfferRequest };

export type Verb = Command['verb'];

const kRetryAfterMs = 400;

// Posts a command, and once more with the same key if no answer came: the first may have been carried
// out and only its answer lost, and the key makes the second answer as the first did.
export async function postCommand<T>(path: string, body?: unknown): Promise<Answer<T>> {
  const headers = { 'Idempotency-Key': newIdempotencyKey() };
  const send = () => request<T>(path, { method: 'POST', headers, body });
  const first = await send();
  if (first.kind !== 'unreachable') return first;
  await new Promise((resolve) => setTimeout(resolve, kRetryAfterMs));
  return send();
}

export function sendCommand(alarmId: string, command: Command): Promise<Answer<CommandAnswer>> {
  const body = 'body' in command ? command.body : undefined;
  return postCommand(`/alarms/${encodeURIComponent(alarmId)}/${command.verb}`, body);
}
