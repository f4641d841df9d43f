import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTime } from '../testing/manual_time';
import { kSilenceMs, type SocketLike, StreamClient } from './stream';

class FakeSocket implements SocketLike {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  closed = false;

  constructor(readonly path: string) {}

  close(): void {
    this.closed = true;
  }

  receive(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }

  breakOff(): void {
    this.onclose?.({} as CloseEvent);
  }
}

const kHeartbeat = { heartbeat: { log_position: '7' } };

let time: ManualTime;
let sockets: FakeSocket[];
let resume: { logId: string; position: string } | null;
let follows: boolean;
let live: boolean[];
let failures: number;
let client: StreamClient;
const latest = () => sockets[sockets.length - 1] as FakeSocket;

beforeEach(() => {
  time = new ManualTime();
  sockets = [];
  resume = null;
  follows = true;
  live = [];
  failures = 0;
  client = new StreamClient(
    {
      open: (path) => {
        sockets.push(new FakeSocket(path));
        return latest();
      },
      now: time.now,
      setTimer: time.setTimer,
      clearTimer: time.clearTimer,
      random: () => 1,
    },
    {
      resumeFrom: () => resume,
      received: () => follows,
      liveChanged: (isLive) => live.push(isLive),
      failedToConnect: () => (failures += 1),
    },
  );
  client.start();
});

describe('connecting', () => {
  test('asks for everything at first, and resumes where the console stands after that', () => {
    expect(latest().path).toBe('/api/v1/stream');
    latest().receive(kHeartbeat);
    resume = { logId: 'log a', position: '1042' };
    latest().breakOff();
    time.pass(250);
    expect(latest().path).toBe('/api/v1/stream?from=1042&log=log+a');
  });

  test('tries again and again, ever slower', () => {
    const opened: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      opened.push(time.now());
      latest().breakOff();
      const before = sockets.length;
      while (sockets.length === before) time.pass(50);
    }
    const waits = opened.slice(1).map((at, index) => at - (opened[index] ?? 0));
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000]);
  });

  test('a word from the server makes the next loss a first one', () => {
    latest().breakOff();
    time.pass(250);
    latest().breakOff();
    time.pass(500);
    latest().receive(kHeartbeat);
    latest().breakOff();
    time.pass(250);
    expect(sockets).toHaveLength(4);
  });

  test('a try that ends without a word is told, a lost connection is not', () => {
    latest().receive(kHeartbeat);
    latest().breakOff();
    expect(failures).toBe(0);
    time.pass(250);
    latest().breakOff();
    expect(failures).toBe(1);
  });

  test('a server that takes the connection and says nothing is given up', () => {
    const silent = latest();
    time.pass(4_000);
    expect(silent.closed).toBe(true);
    time.pass(250);
    expect(sockets).toHaveLength(2);
  });

  test('the wait can be cut short', () => {
    latest().breakOff();
    client.retryNow();
    expect(sockets).toHaveLength(2);
    client.retryNow();
    expect(sockets).toHaveLength(2);
  });
});

describe('heartbeats', () => {
  test('while they come the page is live', () => {
    for (let i = 0; i < 10; i += 1) {
      latest().receive(kHeartbeat);
      time.pass(1_000);
    }
    expect(live).toEqual([true]);
    expect(sockets).toHaveLength(1);
  });

  test('three seconds without one: the past is said, and a new connection made', () => {
    latest().receive(kHeartbeat);
    const dead = latest();
    time.pass(kSilenceMs - 1);
    expect(live).toEqual([true]);
    time.pass(1);
    expect(live).toEqual([true, false]);
    expect(dead.closed).toBe(true);
    time.pass(250);
    latest().receive(kHeartbeat);
    expect(live).toEqual([true, false, true]);
  });

  test('news without heartbeats is not the present', () => {
    latest().receive(kHeartbeat);
    for (let i = 0; i < 4; i += 1) {
      time.pass(1_000);
      latest().receive({ delta: {} });
    }
    expect(live).toEqual([true, false]);
    time.pass(250);
    latest().receive({ snapshot: {} });
    expect(live).toEqual([true, false]);
    latest().receive(kHeartbeat);
    expect(live).toEqual([true, false, true]);
  });

  test('a server that comes and goes without a heartbeat is not the present', () => {
    latest().receive(kHeartbeat);
    for (let i = 0; i < 4; i += 1) {
      time.pass(600);
      latest().breakOff();
      time.pass(250);
      latest().receive({ snapshot: {} });
    }
    expect(live).toEqual([true, false]);
  });

  test('a loss that is mended within three seconds is not said', () => {
    latest().receive(kHeartbeat);
    latest().breakOff();
    time.pass(250);
    latest().receive(kHeartbeat);
    time.pass(kSilenceMs - 1);
    expect(live).toEqual([true]);
  });

  test('a server that is never heard is said after three seconds', () => {
    latest().breakOff();
    time.pass(kSilenceMs);
    expect(live).toEqual([false]);
  });

  test('what a dropped connection still says is not heard', () => {
    latest().receive(kHeartbeat);
    const dead = latest();
    time.pass(kSilenceMs);
    dead.receive(kHeartbeat);
    expect(live).toEqual([true, false]);
  });
});

test('a message that does not follow makes a new connection that asks for everything', () => {
  resume = { logId: 'log-a', position: '5' };
  latest().receive(kHeartbeat);
  follows = false;
  latest().receive({ delta: {} });
  time.pass(250);
  expect(latest().path).toBe('/api/v1/stream');
  follows = true;
  latest().receive({ snapshot: {} });
  latest().breakOff();
  time.pass(250);
  expect(latest().path).toBe('/api/v1/stream?from=5&log=log-a');
});

test('what is not JSON is passed over', () => {
  latest().onmessage?.({ data: '{' } as MessageEvent);
  expect(live).toEqual([]);
});

test('after stop nothing is tried', () => {
  latest().receive(kHeartbeat);
  client.stop();
  expect(latest().closed).toBe(true);
  time.pass(60_000);
  expect(sockets).toHaveLength(1);
});
