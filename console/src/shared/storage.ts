// What the console remembers on this machine: language, theme and volume, never anything about
// persons. A browser may forbid it; then it is forgotten at the next reload, no more.
type Remembered = 'varde.language' | 'varde.theme' | 'varde.volume';

export function recall(key: Remembered): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: Remembered, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Said above.
  }
}
