import { t } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { duty } from './duty_state';
import { covers } from './staffing';

interface OperatorChoiceProps {
  value: string;
  municipality: string; // Of the alarm; empty: any.
  onChange: (user: string) => void;
  required?: boolean;
}

// Who takes over: the others on shift who may.
export function OperatorChoice({ value, municipality, onChange, required = true }: OperatorChoiceProps) {
  const me = currentSession()?.user ?? '';
  const others = (duty.value?.on_shift ?? [])
    .filter((shift) => shift.user !== me && covers(shift, municipality))
    .map((shift) => shift.user);
  // One who has gone home stays shown while chosen: a choice must not change by itself.
  const shown = value === '' || others.includes(value) ? others : [...others, value];
  return (
    <label>
      {t('offer.to')}
      <select
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        required={required}
        data-testid="offer-to"
      >
        <option value="">{t(shown.length === 0 ? 'offer.nobody' : 'offer.choose')}</option>
        {shown.map((user) => (
          <option key={user} value={user}>
            {user}
          </option>
        ))}
      </select>
    </label>
  );
}
