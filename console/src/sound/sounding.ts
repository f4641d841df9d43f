import { effect } from '@preact/signals';
import { unclaimed } from '../alarms/queue_state';
import { liveness } from '../connection/connection';
import { now } from '../shared/clock';
import { Annunciator } from './annunciator';
import { allowed, allowSoundByUse, play } from './player';
import { patterns, type PatternName } from './patterns';

// Joins queue, clock and loudspeaker for as long as an operator is logged in.
export function startSounding(): () => void {
  const annunciator = new Annunciator();
  const stopUse = allowSoundByUse();
  const stop = effect(() => {
    void now.value;
    if (!allowed.value) return;
    const name = annunciator.next(unclaimed.value, liveness.value === 'lost', performance.now());
    if (name !== null) play(name);
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
  for (const [name, { notes }] of Object.entries(patterns)) {
    play(name as PatternName, at);
    at += Math.max(...notes.map((note) => note.at + note.length)) + kPause;
  }
}
