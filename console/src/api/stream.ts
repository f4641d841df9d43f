import { backoffMs } from './backoff';
import type { StreamMessage } from './types';

// The live link to the broker (docs/reference/api.md, "The stream"). It connects, resumes where the
// console stands, notices silence, and tries again until stopped. What a message means is the
// listener's business. Time, chance and the socket come in as arguments.

// The part of WebSocket that is used.
export interface SocketLike {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  close(): void;
}

export interface StreamEnvironment {
  open(path: string): SocketLike;
  now(): number;
  setTimer(action: () => void, ms: number): number;
  clearTimer(timer: number): void;
  random(): number;
}

export interface StreamListener {
  // Where to resume, or null: send everything.
  resumeFrom(): { logId: string; position: string } | null;
  // Answers false where the message does not follow what the console has.
  received(message: StreamMessage): boolean;
  // `live`: the latest heartbeat is not older than kSilenceMs.
  liveChanged(live: boolean): void;
  // A try ended without a word from the server: the log-in may be gone.
  failedToConnect(): void;
}

export const kSilenceMs = 3_000;
const kAnswerMs = 4_000; // From connecting to the first message.

export class StreamClient {
  private socket: SocketLike | null = null;
  private heard = false; // On this socket.
  private attempt = 0;
  private live: boolean | null = null;
  private heartbeatAt = 0;
  private heardAt = 0; // The first message on this socket.
  private sendEverything = false; // What the console has is of no use to resume from.
  private readonly timers = new Map<'silence' | 'answer' | 'retry', number>();

  constructor(
    private readonly environment: StreamEnvironment,
    private readonly listener: StreamListener,
  ) {}

  start(): void {
    this.heartbeatAt = this.environment.now();
    this.watch();
    this.connect();
  }

  stop(): void {
    this.drop();
    for (const name of [...this.timers.keys()]) this.clear(name);
  }

  // Tries at once instead of when the wait is over. For "the network is back".
  retryNow(): void {
    if (!this.timers.has('retry')) return;
    this.attempt = 0;
    this.connect();
  }

  private connect(): void {
    this.clear('retry');
    const resume = this.sendEverything ? null : this.listener.resumeFrom();
    const query = resume ? `?${new URLSearchParams({ from: resume.position, log: resume.logId })}` : '';
    const socket = this.environment.open(`/api/v1/stream${query}`);
    this.socket = socket;
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.lost();
    this.set('answer', kAnswerMs, () => this.lost());
  }

  private receive(data: unknown): void {
    const message = parse(data);
    if (message === null) return;
    this.clear('answer');
    this.attempt = 0;
    if (!this.heard) this.heardAt = this.environment.now();
    this.heard = true;
    if (message.heartbeat) this.heartbeatAt = this.environment.now();
    this.watch();
    this.sendEverything = !this.listener.received(message);
    if (this.sendEverything) {
      this.lost();
      return;
    }
    if (message.heartbeat) this.setLive(true);
  }

  // Looks again when the latest heartbeat, or a new connection without one, is kSilenceMs old.
  // Timers of a hidden page run late, so the clock decides, not the timer.
  private watch(): void {
    const now = this.environment.now();
    const sinceHeartbeat = now - this.heartbeatAt;
    if (sinceHeartbeat >= kSilenceMs) this.setLive(false);
    const sinceNews = Math.min(sinceHeartbeat, this.heard ? now - this.heardAt : Infinity);
    if (sinceNews < kSilenceMs) this.set('silence', kSilenceMs - sinceNews, () => this.watch());
    else if (this.heard) this.lost(); // Open but dead: a new connection is the cure.
  }

  private lost(): void {
    const failed = !this.heard;
    this.drop();
    this.set('retry', backoffMs(this.attempt++, this.environment.random), () => this.connect());
    if (failed) this.listener.failedToConnect();
  }

  private setLive(live: boolean): void {
    if (this.live === live) return;
    this.live = live;
    this.listener.liveChanged(live);
  }

  private drop(): void {
    this.clear('answer');
    this.heard = false;
    if (this.socket === null) return;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private set(name: 'silence' | 'answer' | 'retry', ms: number, action: () => void): void {
    this.clear(name);
    const fire = () => {
      this.timers.delete(name);
      action();
    };
    this.timers.set(name, this.environment.setTimer(fire, ms));
  }

  private clear(name: 'silence' | 'answer' | 'retry'): void {
    const timer = this.timers.get(name);
    if (timer !== undefined) this.environment.clearTimer(timer);
    this.timers.delete(name);
  }
}

function parse(data: unknown): StreamMessage | null {
  try {
    return JSON.parse(String(data)) as StreamMessage;
  } catch {
    return null;
  }
}
