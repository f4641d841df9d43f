import type { AlarmView } from '../api/types';
import { t, tValue } from '../i18n/i18n';
import { ownerText } from './owner_text';
import { PriorityMark } from './priority_mark';
import { rowFlags } from './row_flags';
import { Countdown, Waited } from './timing';

export interface AlarmRowProps {
  alarm: AlarmView;
  gone: boolean;
  index: number;
  top: number;
  chosen: boolean;
  tabbable: boolean;
  user: string;
  onChoose: (id: string) => void;
}

export function AlarmRow({ alarm, gone, index, top, chosen, tabbable, user, onChoose }: AlarmRowProps) {
  const flags = rowFlags(alarm);
  const classes = ['row', `row-${alarm.priority}`];
  if (chosen) classes.push('row-chosen');
  if (gone) classes.push('row-gone');
  if (!alarm.acknowledged && !gone) classes.push('row-unacknowledged');
  if (alarm.owner !== '') classes.push(alarm.owner === user ? 'row-mine' : 'row-taken');
  return (
    <div
      class={classes.join(' ')}
      style={{ top: `${top}px` }}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => onChoose(alarm.id)}
      data-testid="alarm-row"
      data-alarm-id={alarm.id}
      data-priority={alarm.priority}
      data-response={alarm.response}
      data-owner={alarm.owner}
      data-acknowledged={alarm.acknowledged}
    >
      <span role="gridcell" class="cell-mark">
        <PriorityMark priority={alarm.priority} />
      </span>
      <span role="gridcell" class="line">
        <span class="what">
          {alarm.test && <span class="badge-test">{t('row.test')}</span>}
          <strong>{tValue('alarm_type', alarm.type)}</strong> <span class="who">{alarm.name}</span>
        </span>
        <span class="times">
          <Countdown alarm={alarm} />{' '}
          <span class="waited">
            <Waited alarm={alarm} />
          </span>
        </span>
      </span>
      <span role="gridcell" class="line line-second">
        <span class="where">
          {[alarm.site, alarm.municipality_name].filter((part) => part !== '').join(', ')}
        </span>
        <span class="state">
          {!alarm.acknowledged && <span class="unseen">{t('row.unacknowledged')}</span>}
          {flags.length > 0 && <span class="flags">{flags.join(' · ')} · </span>}
          <span class="owner">{gone ? t('row.gone') : ownerText(alarm, user)}</span>
        </span>
      </span>
    </div>
  );
}
