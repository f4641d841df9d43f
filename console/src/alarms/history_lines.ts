import type { Event, HistoryEntry } from '../api/types';
import { t, tIfKnown, tValue } from '../i18n/i18n';
import { effectText } from './history_effects';
import { escalationText } from './history_escalation';
import { at, withText } from './history_words';

// What happened to an alarm, one readable line for each event.

export interface HistoryLine {
  position: string;
  at: string | undefined;
  who: string; // A user, or Varde itself.
  text: string;
}

// Oldest first, as the server sends them. An alarm that repeats itself makes one line, not a hundred,
// except where something about it changed.
export function historyLines(entries: readonly HistoryEntry[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  let repeats = 0;
  let offeredBy = '';
  for (const { log_position: position, event } of entries) {
    if (!event) continue;
    const repeated = isPlainRepeat(event);
    repeats = repeated ? repeats + 1 : 0;
    if (repeats > 1) lines.pop();
    offeredBy = event.claim_offered?.user ?? offeredBy;
    lines.push({
      position,
      at: event.at,
      who: userOf(event) || t('history.system'),
      text: repeated ? t('history.alarm_repeated', { n: repeats }) : lineText(event, offeredBy),
    });
  }
  return lines;
}

function isPlainRepeat({ alarm_repeated: repeated }: Event): boolean {
  if (!repeated) return false;
  const { realarm, other_device, type, priority } = repeated;
  return !realarm && !other_device && type === 'unspecified' && priority === 'unspecified';
}

function userOf(event: Event): string {
  const byPerson =
    event.alarm_acknowledged ??
    event.alarm_claimed ??
    event.note_added ??
    event.responder_dispatched ??
    event.alarm_resolved ??
    event.alarm_shelved ??
    event.alarm_unshelved ??
    event.claim_offered ??
    event.claim_offer_ended ??
    event.effect_requested?.send_command ??
    (event.claim_released?.reason === 'operator_released' ? event.claim_released : undefined);
  return byPerson?.user ?? '';
}

// `offeredBy`: who made the offer that ends.
function lineText(event: Event, offeredBy: string): string {
  if (event.alarm_raised) return raisedText(event.alarm_raised);
  if (event.alarm_repeated) return repeatedText(event.alarm_repeated);
  if (event.alarm_returned_to_normal) return t('history.alarm_returned_to_normal');
  if (event.alarm_acknowledged) return t('history.alarm_acknowledged');
  if (event.alarm_claimed) return t('history.alarm_claimed');
  if (event.claim_released) {
    const { reason, user } = event.claim_released;
    return tIfKnown(`history.claim_released.${reason}`, { user }) ?? t('history.claim_released.unspecified');
  }
  if (event.note_added) return t('history.note_added', { text: event.note_added.text });
  if (event.responder_dispatched) {
    const { responder, text } = event.responder_dispatched;
    return withText('history.responder_dispatched', { responder }, text);
  }
  if (event.alarm_resolved) {
    const outcome = tValue('outcome', event.alarm_resolved.outcome);
    return withText('history.alarm_resolved', { outcome }, event.alarm_resolved.text);
  }
  if (event.message_received) return messageText(event.message_received);
  return asideText(event) ?? offerText(event, offeredBy) ?? escalationText(event) ?? effectText(event) ?? other(event);
}

function raisedText({ type, priority, test, incident }: NonNullable<Event['alarm_raised']>): string {
  const values = { type: tValue('alarm_type', type), priority: tValue('priority', priority).toLowerCase() };
  const text = t(test ? 'history.alarm_raised_test' : 'history.alarm_raised', values);
  return incident === '0' || incident === '' ? text : t('history.of_incident', { text });
}

function repeatedText(repeated: NonNullable<Event['alarm_repeated']>): string {
  const { realarm, type, priority, other_device, device } = repeated;
  const changes = [
    type === 'unspecified' ? '' : t('history.repeat_type', { type: tValue('alarm_type', type) }),
    priority === 'unspecified' ? '' : t('history.repeat_priority', { priority: tValue('priority', priority).toLowerCase() }),
    other_device ? t('history.repeat_device', { device: device?.device ?? '' }).trim() : '',
  ].filter((change) => change !== '');
  const text = realarm ? t('history.alarm_repeated_realarm') : t('history.alarm_repeated', { n: 1 });
  return [text, ...changes].join(', ');
}

// Out of the queue and back, and what the queue says of it by itself.
function asideText(event: Event): string | null {
  if (event.alarm_shelved) {
    const { reason, until } = event.alarm_shelved;
    return t('history.alarm_shelved', { time: at(until), reason });
  }
  if (event.alarm_unshelved) {
    return t(event.alarm_unshelved.user === '' ? 'history.shelf_over' : 'history.alarm_unshelved');
  }
  if (event.shelf_reminded) return t('history.shelf_reminded');
  if (event.alarm_became_stale) return t('history.alarm_became_stale');
  if (event.alarm_chattered) return t(event.alarm_chattered.chattering ? 'history.chatters' : 'history.calm_again');
  return null;
}

function offerText(event: Event, offeredBy: string): string | null {
  if (event.claim_offered) return t('history.claim_offered', { user: event.claim_offered.to });
  if (!event.claim_offer_ended) return null;
  const { user, accepted } = event.claim_offer_ended;
  if (accepted) return t('history.offer_accepted');
  return t(user === offeredBy ? 'history.offer_withdrawn' : 'history.offer_declined');
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

// One that a newer server tells and this console does not know.
function other(event: Event): string {
  const known = new Set(['at', 'command']);
  const name = Object.keys(event).find((key) => !known.has(key));
  return t('history.other', { name: name?.replaceAll('_', ' ') ?? '?' });
}
