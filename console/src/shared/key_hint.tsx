import { t } from '../i18n/i18n';

// The keys that do the same. The button says them to assistive technology by aria-keyshortcuts.
export function KeyHint({ letter }: { letter: string }) {
  return <kbd aria-hidden="true">{t('action.shortcut', { letter })}</kbd>;
}
