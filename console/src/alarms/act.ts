import { type Command, sendCommand } from '../api/commands';
import type { Answer } from '../api/http';
import type { CommandAnswer } from '../api/types';
import { t } from '../i18n/i18n';
import { announce } from '../shared/live_regions';
import { run } from '../shared/running';
import { choose, learn } from './chosen';
import { isUnclaimed } from './filter';
import { alarmQueue, openAlarms, publishQueue, queueLoaded } from './queue_state';

// `lost`: refused because another was quicker.
type Came = 'done' | 'refused' | 'lost';

// Sends `command` for the alarm and shows what came of it.
export async function act(alarmId: string, command: Command): Promise<Came> {
  const answer = await run({
    subject: alarmId,
    verb: command.verb,
    send: () => sendCommand(alarmId, command),
    takeIn: (value) => takeIn(alarmId, value),
    done: () => doneText(alarmId, command),
  });
  if (answer?.kind === 'ok') return 'done';
  return answer !== null && wasLost(answer) ? 'lost' : 'refused';
}

function takeIn(alarmId: string, answer: CommandAnswer): void {
  alarmQueue.answered(answer);
  const known = alarmQueue.find(alarmId) ?? answer.alarm;
  if (known) learn(known);
  publishQueue(queueLoaded.peek());
}

// Of an offer as it stands now: it may have been declined meanwhile.
function doneText(alarmId: string, command: Command): string {
  if (command.verb === 'dispatch') return t('done.dispatch', { responder: command.body.responder });
  if (command.verb === 'offer') {
    const offered = openAlarms.value.find((alarm) => alarm.id === alarmId)?.offered_to;
    return offered === command.body.to ? t('done.offer', { user: command.body.to }) : t('done.decline');
  }
  return t(`done.${command.verb}`);
}

function wasLost(answer: Answer<unknown>): boolean {
  if (answer.kind !== 'refused') return false;
  return ['AlreadyClaimed', 'AlarmResolved', 'AlarmNotFound'].includes(answer.problem.refusal_name ?? '');
}

// Where another operator is quicker, the next in the queue is as good. Bounded, so that a queue that
// others are emptying ends the search.
const kTries = 5;

// Chooses and claims the most urgent alarm that nobody has, whatever the list shows.
export async function takeNext(): Promise<void> {
  const tried = new Set<string>();
  while (tried.size < kTries) {
    const next = openAlarms.peek().find((alarm) => isUnclaimed(alarm) && !tried.has(alarm.id));
    if (!next) break;
    tried.add(next.id);
    choose(next.id);
    if ((await act(next.id, { verb: 'claim' })) !== 'lost') return;
  }
  if (tried.size === 0) announce('done', () => t('queue.none_next'));
}
