import { expect, test } from 'vitest';
import { shortcutLetter } from './shortcuts';

const press = (init: KeyboardEventInit) => shortcutLetter(new KeyboardEvent('keydown', init));

test('a letter counts with Alt only', () => {
  expect(press({ key: 'c', altKey: true })).toBe('c');
  expect(press({ key: 'c' })).toBeNull();
  expect(press({ key: 'c', altKey: true, ctrlKey: true })).toBeNull(); // AltGr on some systems.
  expect(press({ key: 'C', altKey: true, shiftKey: true })).toBeNull();
});

test('where Alt changes the character the place of the key tells', () => {
  expect(press({ key: 'ç', code: 'KeyC', altKey: true })).toBe('c');
  expect(press({ key: 'ø', code: 'Semicolon', altKey: true })).toBeNull();
});
