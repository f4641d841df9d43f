import { signal } from '@preact/signals';

// The server's time, as near as the heartbeats tell it: a console whose own clock is wrong must not
// show a wrong countdown. Changes once a second.

let aheadMs = 0; // Of this machine's clock.

const serverNow = () => Date.now() + aheadMs;

export const now = signal(serverNow());

// Takes in the time in a heartbeat. Differences within the network's jitter are left alone.
export function serverSays(instant: number): void {
  const difference = instant - Date.now();
  if (Math.abs(difference - aheadMs) > 500) aheadMs = difference;
  tick(); // A hidden page's timers may be slowed to one a minute; its messages are not.
}

function tick(): void {
  if (serverNow() - now.peek() >= 900 || serverNow() < now.peek()) now.value = serverNow();
}

export function startClock(): () => void {
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
}
