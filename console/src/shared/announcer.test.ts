import { expect, test } from 'vitest';
import { ManualTime } from '../testing/manual_time';
import { Announcer, kBetweenTextsMs } from './announcer';

function setUp() {
  const time = new ManualTime();
  const spoken: [number, string, boolean][] = [];
  const announcer = new Announcer({
    now: time.now,
    setTimer: time.setTimer,
    speak: (text, urgent) => spoken.push([time.now(), text, urgent]),
  });
  return { time, spoken, announcer };
}

test('at most one text is said in three seconds, the most important first', () => {
  const { time, spoken, announcer } = setUp();
  announcer.say('count', () => '3 open');
  announcer.say('critical', () => 'fall');
  announcer.say('done', () => 'saved');
  time.pass(10_000);
  expect(spoken).toEqual([
    [0, 'fall', true],
    [kBetweenTextsMs, 'saved', false],
    [2 * kBetweenTextsMs, '3 open', false],
  ]);
});

test('of a topic the latest is said, as it is when its turn comes', () => {
  const { time, spoken, announcer } = setUp();
  let count = 1;
  announcer.say('count', () => `${count}`);
  time.pass(1);
  announcer.say('count', () => `${count}`);
  announcer.say('count', () => `${count} open`);
  count = 5;
  time.pass(kBetweenTextsMs);
  expect(spoken.map(([, text]) => text)).toEqual(['1', '5 open']);
});

test('an empty text is not said and takes no time', () => {
  const { time, spoken, announcer } = setUp();
  announcer.say('critical', () => '');
  announcer.say('count', () => '2');
  time.pass(1);
  expect(spoken.map(([, text]) => text)).toEqual(['2']);
});
