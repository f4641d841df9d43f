import { language, t } from '../i18n/i18n';
import { now } from './clock';
import { clockTime } from './time';

// For how long, with the time when that is over.
export function DurationChoice(props: {
  minutes: number;
  choices: readonly number[];
  onChange: (minutes: number) => void;
  testId: string;
}) {
  const until = (minutes: number) => clockTime(now.value + minutes * 60_000, now.value, language.value);
  return (
    <label>
      {t('duration.label')}
      <select
        value={String(props.minutes)}
        onChange={(event) => props.onChange(Number(event.currentTarget.value))}
        data-testid={props.testId}
      >
        {props.choices.map((minutes) => (
          <option key={minutes} value={String(minutes)}>
            {t('duration.until', { length: lengthText(minutes), time: until(minutes) })}
          </option>
        ))}
      </select>
    </label>
  );
}

export function lengthText(minutes: number): string {
  if (minutes < 60) return t('duration.minutes', { n: minutes });
  if (minutes < 24 * 60) return t('duration.hours', { n: minutes / 60 });
  return t('duration.days', { n: minutes / (24 * 60) });
}

// As the API has it.
export function secondsOf(minutes: number): string {
  return `${minutes * 60}s`;
}
