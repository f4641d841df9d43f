// Asks again when something has changed: at once after a quiet time, and while changes go on with so
// long a pause that asking takes a twentieth of the time at most. The answer holds the whole queue,
// which in a flood is long.

const kLeastPauseMs = 3_000;
const kPausePerMs = 20;

export interface FollowUpEnvironment {
  now(): number;
  setTimer(action: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

export interface FollowUp {
  changed(): void;
  stop(): void;
}

// `ask` never rejects: what went wrong it has told itself.
export function followUp(ask: () => Promise<void>, environment: FollowUpEnvironment): FollowUp {
  let timer: number | null = null;
  let asking = false;
  let wanted = false;
  let stopped = false;
  let notBefore = -Infinity;

  const start = async () => {
    timer = null;
    wanted = false;
    asking = true;
    const began = environment.now();
    await ask();
    asking = false;
    const ended = environment.now();
    notBefore = ended + Math.max(kLeastPauseMs, kPausePerMs * (ended - began));
    if (wanted) plan();
  };
  const plan = () => {
    wanted = true;
    if (stopped || asking || timer !== null) return;
    timer = environment.setTimer(() => void start(), Math.max(0, notBefore - environment.now()));
  };
  return {
    changed: plan,
    stop: () => {
      stopped = true;
      if (timer !== null) environment.clearTimer(timer);
    },
  };
}
