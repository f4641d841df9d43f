import { effect } from '@preact/signals';
import { liveness } from '../connection/connection';
import { duty } from '../duty/duty_state';
import { offersToMe } from '../duty/offers';
import { placeName } from '../duty/places';
import { t, tValue } from '../i18n/i18n';
import { announce } from '../shared/live_regions';
import type { AlarmView } from '../api/types';
import { isUnclaimed } from './filter';
import { openAlarms, queueLoaded, tallies } from './queue_state';

// What is said of the queue to those who do not see it.

export function countText(): string {
  const { open, unclaimed } = tallies.peek().all;
  return t('queue.count_unclaimed', { open: t('queue.count', { n: open }), n: unclaimed });
}

function criticalText(alarms: readonly AlarmView[]): string {
  const [only] = alarms;
  if (!only) return '';
  if (alarms.length > 1) return t('announce.critical_many', { n: alarms.length });
  return t('announce.critical', { type: tValue('alarm_type', only.type), name: only.name });
}

export function startAnnouncements(): () => void {
  let known = new Set<string>();
  let unsaid: AlarmView[] = [];
  let count = '';
  let wasLost = false;

  const stopQueue = effect(() => {
    if (!queueLoaded.value) return;
    // New, or given back.
    const free = openAlarms.value.filter((alarm) => alarm.priority === 'critical' && isUnclaimed(alarm));
    const fresh = free.filter((alarm) => !known.has(alarm.id));
    known = new Set(free.map((alarm) => alarm.id));
    if (fresh.length > 0) {
      unsaid.push(...fresh);
      announce('critical', () => {
        const text = criticalText(unsaid);
        unsaid = [];
        return text;
      });
    }
    const { open, unclaimed } = tallies.value.all;
    if (count === `${open}/${unclaimed}`) return;
    count = `${open}/${unclaimed}`;
    announce('count', countText);
  });

  const stopConnection = effect(() => {
    const lost = liveness.value === 'lost';
    if (lost !== wasLost) {
      announce('connection', () => t(lost ? 'announce.connection_lost' : 'announce.connection_back'));
    }
    wasLost = lost;
  });

  let offered = new Set<string>();
  const stopOffers = effect(() => {
    const fresh = offersToMe.value.filter((alarm) => !offered.has(alarm.id));
    offered = new Set(offersToMe.value.map((alarm) => alarm.id));
    const [first] = fresh;
    if (!first) return;
    announce('offer', () =>
      t('announce.offer', { owner: first.owner, type: tValue('alarm_type', first.type), name: first.name }),
    );
  });

  let floods = '';
  const stopFloods = effect(() => {
    const ids = duty.value?.floods ?? [];
    const before = floods;
    floods = ids.join(' ');
    if (ids.length === 0 || floods === before) return;
    announce('duty', () => t('announce.flood', { places: ids.map(placeName).join(', ') }));
  });

  return () => {
    stopOffers();
    stopFloods();
    stopQueue();
    stopConnection();
  };
}
