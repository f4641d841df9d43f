// A claim outlives a lost console by 3 seconds, so the first tries come fast.
const kFirstMs = 250;
const kLongestMs = 5_000;

// How long to wait before try number `attempt` (0: the first after the loss). Between half and the
// whole of the nominal time, so that consoles that were cut off together do not return together.
export function backoffMs(attempt: number, random: () => number): number {
  const nominal = Math.min(kLongestMs, kFirstMs * 2 ** Math.min(attempt, 16));
  return nominal * (0.5 + 0.5 * random());
}
