import { signal } from '@preact/signals';
import { Announcer, type Topic } from './announcer';

const polite = signal('');
const assertive = signal('');

// The same text twice is read twice only if the region changed in between.
const kZeroWidthSpace = '\u200b';

const announcer = new Announcer({
  now: () => performance.now(),
  setTimer: (action, ms) => window.setTimeout(action, ms),
  speak: (text, urgent) => {
    const region = urgent ? assertive : polite;
    region.value = region.peek() === text ? text + kZeroWidthSpace : text;
  },
});

export function announce(topic: Topic, text: () => string): void {
  announcer.say(topic, text);
}

export function LiveRegions() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite" data-testid="live-polite">
        {polite}
      </div>
      <div class="unseen" role="alert" aria-live="assertive" data-testid="live-assertive">
        {assertive}
      </div>
    </>
  );
}
