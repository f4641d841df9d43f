// A clock that stands still until it is told to go, with the timers set on it.
export class ManualTime {
  private at = 0;
  private nextTimer = 1;
  private readonly timers = new Map<number, { at: number; action: () => void }>();

  now = (): number => this.at;

  setTimer = (action: () => void, ms: number): number => {
    const timer = this.nextTimer++;
    this.timers.set(timer, { at: this.at + ms, action });
    return timer;
  };

  clearTimer = (timer: number): void => {
    this.timers.delete(timer);
  };

  // Lets `ms` pass and runs what comes due, in order.
  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [timer, { at, action }] = due;
      this.timers.delete(timer);
      this.at = at;
      action();
    }
    this.at = end;
  }
}
