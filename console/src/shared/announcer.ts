// What a screen reader is told: one text at a time and at most one in three seconds, or nothing of
// it is understood. A topic has one pending text at most; the topics wait in this order.

export const topics = ['critical', 'connection', 'offer', 'refusal', 'done', 'duty', 'count'] as const;
export type Topic = (typeof topics)[number];
const urgent: ReadonlySet<Topic> = new Set(['critical', 'connection', 'offer', 'refusal']);

export const kBetweenTextsMs = 3_000;

export interface AnnouncerEnvironment {
  now(): number;
  setTimer(action: () => void, ms: number): void;
  speak(text: string, urgent: boolean): void;
}

export class Announcer {
  private readonly pending = new Map<Topic, () => string>();
  private spokeAt = -Infinity;
  private timerSet = false;

  constructor(private readonly environment: AnnouncerEnvironment) {}

  // `text` is asked for when its turn comes, so that it says what is so then. Empty: nothing is said.
  say(topic: Topic, text: () => string): void {
    this.pending.set(topic, text);
    if (this.timerSet) return;
    this.timerSet = true;
    const wait = Math.max(0, this.spokeAt + kBetweenTextsMs - this.environment.now());
    this.environment.setTimer(() => this.flush(), wait);
  }

  private flush(): void {
    this.timerSet = false;
    const topic = topics.find((each) => this.pending.has(each));
    if (topic === undefined) return;
    const text = this.pending.get(topic)?.() ?? '';
    this.pending.delete(topic);
    if (text !== '') {
      this.spokeAt = this.environment.now();
      this.environment.speak(text, urgent.has(topic));
    }
    const [next] = this.pending;
    if (next) this.say(...next);
  }
}
