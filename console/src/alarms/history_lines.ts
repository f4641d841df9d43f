import type { Event, HistoryEntry } from '../api/types';
import { t, tIfKnown, tValue } from '../i18n/i18n';

// What happened to an alarm, one readable line for each event.

export interface HistoryLine {
  position: string;
  at: string | undefined;
  who: string; // A user, or Varde itself.
  text: string;
}

// Oldest first, as the server sends them. An alarm that repeats itself makes one line, not a hundred,
// except where it must be acknowledged anew.
export function historyLines(entries: readonly HistoryEntry[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  let repeats = 0;
  for (const { log_position: position, event } of entries) {
    if (!event) continue;
    const repeated = event.alarm_repeated !== undefined && !event.alarm_repeated.realarm;
    repeats = repeated ? repeats + 1 : 0;
    if (repeats > 1) lines.pop();
    lines.push({
      position,
      at: event.at,
      who: userOf(event) || t('history.system'),
      text: repeated ? t('history.alarm_repeated', { n: repeats }) : lineText(event),
    });
  }
  return lines;
}

function userOf(event: Event): string {
  const byPerson =
    event.alarm_acknowledged ??
    event.alarm_claimed ??
    event.note_added ??
    event.responder_dispatched ??
    event.alarm_resolved ??
    (event.claim_released?.reason === 'operator_released' ? event.claim_released : undefined);
  return byPerson?.user ?? '';
}

function lineText(event: Event): string {
  if (event.alarm_raised) {
    const { type, priority } = event.alarm_raised;
    return t('history.alarm_raised', {
      type: tValue('alarm_type', type),
      priority: tValue('priority', priority).toLowerCase(),
    });
  }
  if (event.alarm_repeated?.realarm) return t('history.alarm_repeated_realarm');
  if (event.alarm_returned_to_normal) return t('history.alarm_returned_to_normal');
  if (event.alarm_acknowledged) return t('history.alarm_acknowledged');
  if (event.alarm_claimed) return t('history.alarm_claimed');
  if (event.claim_released) {
    const { reason, user } = event.claim_released;
    return tIfKnown(`history.claim_released.${reason}`, { user }) ?? t('history.claim_released.unspecified');
  }
  if (event.note_added) return t('history.note_added', { text: event.note_added.text });
  if (event.responder_dispatched) return dispatchText(event.responder_dispatched);
  if (event.alarm_resolved) {
    const outcome = tValue('outcome', event.alarm_resolved.outcome);
    const { text } = event.alarm_resolved;
    return text === ''
      ? t('history.alarm_resolved', { outcome })
      : t('history.alarm_resolved_text', { outcome, text });
  }
  if (event.message_received) return messageText(event.message_received);
  return t('history.other', { name: otherName(event) });
}

function dispatchText({ responder, text }: { responder: string; text: string }): string {
  return text === ''
    ? t('history.responder_dispatched', { responder })
    : t('history.responder_dispatched_text', { responder, text });
}

function messageText({ signals }: NonNullable<Event['message_received']>): string {
  const texts = signals.map((signal) => {
    const kind = tValue('signal', signal.kind);
    const state = tIfKnown(`signal_state.${signal.state}`);
    const value = signal.value === undefined ? '' : ` ${signal.value} ${signal.unit}`.trimEnd();
    const said = signal.text === '' ? '' : ` “${signal.text}”`;
    return `${kind}${value}${state === null ? '' : ` (${state})`}${said}`;
  });
  return texts.length === 0 ? t('history.message_received') : t('history.signals', { signals: texts.join(', ') });
}

function otherName(event: Event): string {
  const known = new Set(['at', 'command']);
  const name = Object.keys(event).find((key) => !known.has(key));
  return name?.replaceAll('_', ' ') ?? '?';
}
