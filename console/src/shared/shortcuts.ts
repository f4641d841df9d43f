// Alt and a letter, wherever the focus is (WCAG 2.1.4: a single letter would be typed by accident).
// The letters are the same in every language, so that hands learn them once.

const actions = new Map<string, () => void>();

// Until the answer is called, Alt+`letter` runs `action`.
export function onShortcut(letter: string, action: () => void): () => void {
  const key = letter.toLowerCase();
  actions.set(key, action);
  return () => {
    if (actions.get(key) === action) actions.delete(key);
  };
}

// The letter of a key press with Alt alone, or null. With AltGr (Ctrl+Alt on some systems) people
// write @ and €. Where Alt changes the character, as on a Mac, the place of the key tells.
export function shortcutLetter(event: KeyboardEvent): string | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? null;
}

export function startShortcuts(): () => void {
  const listen = (event: KeyboardEvent) => {
    const action = actions.get(shortcutLetter(event) ?? '');
    if (action === undefined) return;
    event.preventDefault();
    if (!event.repeat) action();
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}
