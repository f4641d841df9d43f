import { language, t } from './i18n';

// Its text is in the language it switches to.
export function LanguageSwitch() {
  const other = language.value === 'nb' ? 'en' : 'nb';
  return (
    <button
      type="button"
      lang={other}
      title={t('language.switch_label')}
      onClick={() => {
        language.value = other;
      }}
      data-testid="language-switch"
    >
      {t('language.switch')}
    </button>
  );
}
