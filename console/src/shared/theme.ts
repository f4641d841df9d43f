import { computed, effect, signal } from '@preact/signals';
import { recall, remember } from './storage';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const remembered = recall('varde.theme');
export const theme = signal<Theme>(remembered === 'light' || remembered === 'dark' ? remembered : 'auto');

const machineIsDark = signal(false);
const resolved = computed(() => (theme.value === 'auto' ? (machineIsDark.value ? 'dark' : 'light') : theme.value));

// Sets data-theme on the page to "light" or "dark", following the machine where the choice is "auto".
export function followTheme(): () => void {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    machineIsDark.value = query.matches;
  };
  follow();
  query.addEventListener('change', follow);
  const stop = effect(() => {
    document.documentElement.dataset['theme'] = resolved.value;
    remember('varde.theme', theme.value);
  });
  return () => {
    stop();
    query.removeEventListener('change', follow);
  };
}
