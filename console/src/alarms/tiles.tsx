import { t } from '../i18n/i18n';
import { type Filter, priorities, type Tally } from './filter';
import { PriorityMark } from './priority_mark';
import { chooseFilter, filter, tallies } from './queue_state';

// The overview: how many of each priority, readable across the room. A tile is also a filter.
export function Tiles() {
  const all = tallies.value;
  return (
    <section class="tiles" aria-label={t('tiles.label')}>
      {priorities.map((priority) => (
        <Tile key={priority} choice={priority} label={t(`priority.${priority}`)} tally={all[priority]} marked />
      ))}
      <Tile choice="unclaimed" label={t('tiles.unclaimed')} tally={{ ...all.all, open: all.all.unclaimed }} />
      <Tile choice="all" label={t('tiles.all')} tally={all.all} />
    </section>
  );
}

function Tile({ choice, label, tally, marked = false }: { choice: Filter; label: string; tally: Tally; marked?: boolean }) {
  const classes = ['tile'];
  if (marked) classes.push(`tile-${choice}`);
  if (tally.unclaimed > 0) classes.push('tile-waiting');
  return (
    <button
      type="button"
      class={classes.join(' ')}
      aria-pressed={filter.value === choice}
      onClick={() => chooseFilter(choice)}
      data-testid={`tile-${choice}`}
    >
      {marked && <PriorityMark priority={choice as (typeof priorities)[number]} />}
      <span class="tile-number">{tally.open}</span>
      <span class="tile-label">
        <span class="tile-name">{label}</span>
        {marked && <span class="tile-detail">{t('tiles.of_unclaimed', { n: tally.unclaimed })}</span>}
      </span>
    </button>
  );
}
