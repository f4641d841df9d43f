import { postCommand } from '../api/commands';
import type { DoneAnswer } from '../api/types';
import { t } from '../i18n/i18n';
import { run } from '../shared/running';
import { refreshDuty } from './duty_state';

export const kShift = 'shift'; // The subject of these commands.

export async function beginShift(): Promise<boolean> {
  return send('begin', undefined);
}

export async function endShift(note: string): Promise<boolean> {
  return send('end', { note });
}

async function send(verb: 'begin' | 'end', body: unknown): Promise<boolean> {
  const answer = await run<DoneAnswer>({
    subject: kShift,
    verb: `shift_${verb}`,
    send: () => postCommand(`/shift/${verb}`, body),
    done: () => t(`done.shift_${verb}`),
  });
  // A refusal also says that what is shown here is the past.
  await refreshDuty();
  return answer?.kind === 'ok';
}
