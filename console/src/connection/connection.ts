import { batch, signal } from '@preact/signals';
import { alarmQueue, publishQueue } from '../alarms/queue_state';
import { startStream } from '../api/browser_stream';
import type { LinkView, StreamHeartbeat, StreamMessage } from '../api/types';
import { checkSession } from '../session/session';
import { now, serverSays } from '../shared/clock';
import { parseInstant } from '../shared/time';

// Whether the page shows the present, and what the heartbeats say of the broker's health.

// `starting`: not heard yet, and not for long enough to worry.
export const liveness = signal<'starting' | 'live' | 'lost'>('starting');
export const lastHeardAt = signal<number | null>(null);
export const storageLow = signal(false);
export const brokerPosition = signal(''); // How far its log has grown; empty: not heard.
export const linksDown = signal<readonly LinkView[]>([]);

// Feeds the queue from the server; the answer stops it and forgets the queue.
export function connect(): () => void {
  liveness.value = 'starting';
  const stop = startStream({
    resumeFrom: () => alarmQueue.resumePoint(),
    received: (message) => batch(() => receive(message)),
    liveChanged: (live) => {
      liveness.value = live ? 'live' : 'lost';
    },
    failedToConnect: checkSession,
  });
  return () =>
    batch(() => {
      stop();
      alarmQueue.clear();
      publishQueue(false);
      storageLow.value = false;
      linksDown.value = [];
      lastHeardAt.value = null;
      brokerPosition.value = '';
    });
}

function receive(message: StreamMessage): boolean {
  lastHeardAt.value = now.peek();
  if (message.heartbeat) takeHeartbeat(message.heartbeat);
  if (message.snapshot) alarmQueue.replace(message.snapshot);
  const follows = message.delta ? alarmQueue.merge(message.delta) : true;
  if (message.snapshot || message.delta) publishQueue(true);
  return follows;
}

function takeHeartbeat(heartbeat: StreamHeartbeat): void {
  const instant = parseInstant(heartbeat.now);
  if (instant !== null) serverSays(instant);
  storageLow.value = heartbeat.storage === 'low';
  brokerPosition.value = heartbeat.log_position;
  const down = heartbeat.links.filter((link) => !link.up);
  const same = JSON.stringify(down) === JSON.stringify(linksDown.peek());
  if (!same) linksDown.value = down;
}
