import { effect } from '@preact/signals';
import { unclaimed } from '../alarms/queue_state';
import { liveness } from '../connection/connection';
import { now } from '../shared/clock';
import { Annunciator } from './annunciator';
import { allowed, allowSoundByUse, play } from './player';
import { lengthMs, patterns, type PatternName } from './patterns';

// Joins queue, clock and loudspeaker for as long as an operator is logged in.
export function startSounding(): () => void {
  const annunciator = new Annunciator();
  const stopUse = allowSoundByUse();
  const stop = effect(() => {
    void now.value;
    if (!allowed.value) return;
    const sound = annunciator.next(unclaimed.value, liveness.value === 'lost', performance.now());
    if (sound !== null) play(sound.pattern, { again: sound.again });
  });
  return () => {
    stop();
    stopUse();
  };
}

// All the sounds after one another, the most urgent first: the test at the start of a shift.
export function playAll(): void {
  const kPause = 0.5;
  let at = 0;
  for (const name of Object.keys(patterns) as PatternName[]) {
    play(name, { delaySeconds: at });
    at += lengthMs(name) / 1_000 + kPause;
  }
}
