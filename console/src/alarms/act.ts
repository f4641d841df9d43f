import { batch, signal } from '@preact/signals';
import { type Command, sendCommand, type Verb } from '../api/commands';
import type { Answer } from '../api/http';
import { t } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { announce } from '../shared/live_regions';
import { choose, learn } from './chosen';
import { isUnclaimed } from './filter';
import { alarmQueue, openAlarms, publishQueue, queueLoaded } from './queue_state';
import { refusalText } from './refusal_text';

// What came of the latest command, for the words beside the buttons. The text is a function, so
// that it changes its language with the page.
export interface Result {
  alarmId: string;
  refused: boolean;
  text: () => string;
}

export const result = signal<Result | null>(null);
export const underWay = signal<{ alarmId: string; verb: Verb } | null>(null);

// `lost`: refused because another was quicker.
type Came = 'done' | 'refused' | 'lost';

// Sends `command` for the alarm and shows what came of it. One at a time: while one is under way,
// another is refused here.
export async function act(alarmId: string, command: Command): Promise<Came> {
  if (underWay.peek() !== null) return 'refused';
  batch(() => {
    underWay.value = { alarmId, verb: command.verb };
    result.value = null;
  });
  const answer = await sendCommand(alarmId, command);
  const user = currentSession()?.user ?? '';
  return batch(() => {
    underWay.value = null;
    if (answer.kind !== 'ok') {
      show({ alarmId, refused: true, text: () => refusalText(answer, user) });
      return wasLost(answer) ? 'lost' : 'refused';
    }
    alarmQueue.answered(answer.value);
    const known = alarmQueue.find(alarmId) ?? answer.value.alarm;
    if (known) learn(known);
    publishQueue(queueLoaded.peek());
    show({ alarmId, refused: false, text: () => doneText(command) });
    return 'done';
  });
}

function doneText(command: Command): string {
  return t(`done.${command.verb}`, command.verb === 'dispatch' ? { responder: command.body.responder } : {});
}

function wasLost(answer: Answer<unknown>): boolean {
  if (answer.kind !== 'refused') return false;
  return ['AlreadyClaimed', 'AlarmResolved', 'AlarmNotFound'].includes(answer.problem.refusal_name ?? '');
}

function show(what: Result): void {
  result.value = what;
  announce(what.refused ? 'refusal' : 'done', what.text);
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
