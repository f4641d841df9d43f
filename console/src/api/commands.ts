import { type Answer, request } from './http';
import { newIdempotencyKey } from './idempotency_key';
import type { CommandAnswer, DispatchRequest, NoteRequest, ResolveRequest } from './types';

// What a person asks of one alarm.
export type Command =
  | { verb: 'claim' }
  | { verb: 'release' }
  | { verb: 'acknowledge' }
  | { verb: 'note'; body: NoteRequest }
  | { verb: 'dispatch'; body: DispatchRequest }
  | { verb: 'resolve'; body: ResolveRequest };

export type Verb = Command['verb'];

const kRetryAfterMs = 400;

// Sends `command`, and once more with the same key if no answer came: the first may have been
// carried out and only its answer lost, and the key makes the second answer as the first did.
export async function sendCommand(alarmId: string, command: Command): Promise<Answer<CommandAnswer>> {
  const key = newIdempotencyKey();
  const send = () =>
    request<CommandAnswer>(`/alarms/${encodeURIComponent(alarmId)}/${command.verb}`, {
      method: 'POST',
      headers: { 'Idempotency-Key': key },
      body: 'body' in command ? command.body : undefined,
    });
  const first = await send();
  if (first.kind !== 'unreachable') return first;
  await new Promise((resolve) => setTimeout(resolve, kRetryAfterMs));
  return send();
}
