import { outcomes } from '../api/types';
import { t, tValue } from '../i18n/i18n';

// How an alarm, or all of an incident, turned out.
export function OutcomeChoice({ value, onChange }: { value: string; onChange: (outcome: string) => void }) {
  const choices = Object.values(outcomes).filter((outcome) => outcome !== 'unspecified');
  return (
    <label>
      {t('resolve.outcome')}
      <select
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        required
        data-testid="resolve-outcome"
      >
        <option value="">{t('resolve.choose')}</option>
        {choices.map((outcome) => (
          <option key={outcome} value={outcome}>
            {tValue('outcome', outcome)}
          </option>
        ))}
      </select>
    </label>
  );
}
