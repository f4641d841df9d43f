// Says when the list is in use: the pointer is over it or the keyboard focus is in it, and one of
// them did something lately. A pointer left lying on the list overnight must not keep new alarms
// waiting until the morning.

export const kIdleMs = 20_000;

export interface HoldTimers {
  setTimer(action: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

export class ListHold {
  private pointerInside = false;
  private focusInside = false;
  private timer: number | null = null;

  constructor(
    private readonly timers: HoldTimers,
    private readonly changed: (held: boolean) => void,
  ) {}

  pointer(inside: boolean): void {
    this.pointerInside = inside;
    this.used();
  }

  focus(inside: boolean): void {
    this.focusInside = inside;
    this.used();
  }

  // The list is no longer there.
  end(): void {
    this.pointerInside = false;
    this.focusInside = false;
    this.used();
  }

  // The pointer moved, a key was pressed, or the list was scrolled.
  used(): void {
    if (this.timer !== null) this.timers.clearTimer(this.timer);
    this.timer = null;
    const held = this.pointerInside || this.focusInside;
    this.changed(held);
    if (held) this.timer = this.timers.setTimer(() => this.changed(false), kIdleMs);
  }
}
