import { language, t } from '../i18n/i18n';
import { now } from '../shared/clock';
import { clockTime, parseInstant } from '../shared/time';

// What the lines of the history are made of.

export function at(instant: string | undefined): string {
  const ms = parseInstant(instant);
  return ms === null ? '?' : clockTime(ms, now.value, language.value);
}

// The text for `key`, or that for `key_text` where somebody wrote something with it.
export function withText(
  key: 'history.responder_dispatched' | 'history.alarm_resolved',
  values: Record<string, string>,
  text: string,
): string {
  return text === '' ? t(key, values) : t(`${key}_text`, { ...values, text });
}
