import { t } from '../i18n/i18n';
import { theme, themes } from './theme';

export function ThemeSwitch() {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
  return (
    <button
      type="button"
      title={t('theme.label')}
      onClick={() => {
        theme.value = next;
      }}
      data-testid="theme-switch"
    >
      {t(`theme.${theme.value}`)}
    </button>
  );
}
