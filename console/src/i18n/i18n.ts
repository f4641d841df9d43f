import { effect, signal } from '@preact/signals';
import { recall, remember } from '../shared/storage';
import en from './en.json';
import nb from './nb.json';

// Every text of the console, by key, in each language. Norwegian is the base: its keys are the keys.

export const languages = ['nb', 'en'] as const;
export type Language = (typeof languages)[number];
export type MessageKey = keyof typeof nb;
type Message = string | { one?: string; other: string };

const messages: Record<Language, Record<MessageKey, Message>> = { nb, en };
const pluralRules: Record<Language, Intl.PluralRules> = {
  nb: new Intl.PluralRules('nb'),
  en: new Intl.PluralRules('en'),
};

const remembered = recall('varde.language');
export const language = signal<Language>(remembered === 'en' ? 'en' : 'nb');

// Keeps the page's language mark and the memory in step with the choice.
export function followLanguage(): () => void {
  return effect(() => {
    document.documentElement.lang = language.value;
    remember('varde.language', language.value);
  });
}

// The text for `key`. A text with plural forms is chosen by the value `n`.
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return fill(messages[language.value][key], values);
}

// The text for a key put together from a value of the contract, or null: a newer server may send a
// value that this console has no text for.
export function tIfKnown(key: string, values: Record<string, string | number> = {}): string | null {
  const message = (messages[language.value] as Record<string, Message | undefined>)[key];
  return message === undefined ? null : fill(message, values);
}

// The name of a value of the contract; a value without a text is shown as it is.
export function tValue(group: string, value: string): string {
  return tIfKnown(`${group}.${value}`) ?? value.replaceAll('_', ' ');
}

function fill(message: Message, values: Record<string, string | number>): string {
  const text = typeof message === 'string' ? message : plural(message, Number(values['n'] ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function plural(message: { one?: string; other: string }, n: number): string {
  return pluralRules[language.value].select(n) === 'one' ? (message.one ?? message.other) : message.other;
}
