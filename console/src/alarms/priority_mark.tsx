import type { Priority } from '../api/types';
import { t } from '../i18n/i18n';

// Each priority has its own shape, colour and letter, so that none of them carries it alone.
const kShapes: Record<Priority, string> = {
  critical: 'M9.400 1.500h13.200l8 8v13l-8 8H9.400l-8-8v-13z', // Octagon.
  high: 'M16 2 31 29.500H1z', // Triangle.
  medium: 'M16 1 31 16 16 31 1 16z', // Diamond.
  low: 'M16 2a14 14 0 1 1 0 28 14 14 0 0 1 0-28z', // Circle.
  unspecified: 'M3 3h26v26H3z', // Square.
};

export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span class={`mark mark-${priority}`} role="img" aria-label={t(`priority.${priority}`)}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d={kShapes[priority]} />
        <text x="16" y={priority === 'high' ? 25.5 : 22} text-anchor="middle">
          {t(`letter.${priority}`)}
        </text>
      </svg>
    </span>
  );
}
