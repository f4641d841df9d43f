import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { currentSession } from '../session/session';
import { now } from '../shared/clock';
import { onShortcut } from '../shared/shortcuts';
import { AlarmRow } from './alarm_row';
import { choose, chosenId } from './chosen';
import { filter, queueLoaded, rows } from './queue_state';
import { scrollToShow, visibleRange } from './visible_range';

// The queue as a list: one row can be reached by Tab, the arrow keys go on from there, Enter opens.
export function QueueList() {
  const box = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 800, rowHeight: 0 });
  const tabbableId = useSignal<string | null>(null);
  const focusWanted = useRef(false);

  const list = rows.value.rows;
  const tabbableIndex = Math.max(
    0,
    list.findIndex((row) => row.alarm.id === tabbableId.value),
  );
  const shown = useComputed(() => visibleRange(rows.value.rows.length, view.value)).value;
  const indexes = Array.from({ length: shown.last - shown.first }, (_, i) => shown.first + i);
  // The row with the focus stays in the page when it is scrolled away, or the focus would be lost.
  if (list.length > 0 && !indexes.includes(tabbableIndex)) indexes.push(tabbableIndex);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const rowHeight = element.querySelector<HTMLElement>('[role=row]')?.offsetHeight ?? 0;
      const old = view.peek();
      if (old.height === element.clientHeight && old.rowHeight === rowHeight) return;
      view.value = { top: element.scrollTop, height: element.clientHeight, rowHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list.length === 0]);

  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    focusWanted.current = false;
    const id = tabbableId.peek();
    box.current?.querySelector<HTMLElement>(`[data-alarm-id="${CSS.escape(id ?? '')}"]`)?.focus({ preventScroll: true });
  });

  const goTo = (index: number) => {
    const row = list[Math.min(list.length - 1, Math.max(0, index))];
    if (!row || !box.current) return;
    box.current.scrollTop = scrollToShow(list.indexOf(row), { ...view.peek(), top: box.current.scrollTop });
    focusWanted.current = true;
    if (tabbableId.peek() === row.alarm.id) {
      box.current.querySelector<HTMLElement>(`[data-alarm-id="${CSS.escape(row.alarm.id)}"]`)?.focus();
      focusWanted.current = false;
    }
    tabbableId.value = row.alarm.id;
  };
  const goToRef = useRef(goTo);
  goToRef.current = goTo;
  const indexRef = useRef(tabbableIndex);
  indexRef.current = tabbableIndex;
  useEffect(() => onShortcut('q', () => goToRef.current(indexRef.current)), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(view.peek().height / (view.peek().rowHeight || 1)) - 1);
    const moves: Record<string, () => void> = {
      ArrowDown: () => goTo(tabbableIndex + 1),
      ArrowUp: () => goTo(tabbableIndex - 1),
      PageDown: () => goTo(tabbableIndex + page),
      PageUp: () => goTo(tabbableIndex - page),
      Home: () => goTo(0),
      End: () => goTo(list.length - 1),
      Enter: () => list[tabbableIndex] && choose(list[tabbableIndex].alarm.id),
      ' ': () => list[tabbableIndex] && choose(list[tabbableIndex].alarm.id),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  if (list.length === 0) {
    return (
      <div class="queue-empty" data-testid="queue">
        {t(!queueLoaded.value ? 'queue.loading' : filter.value === 'all' ? 'queue.empty' : 'queue.empty_filter')}
      </div>
    );
  }
  const user = currentSession()?.user ?? '';
  return (
    <div
      ref={box}
      class="queue-list"
      role="grid"
      aria-label={t('queue.title')}
      aria-rowcount={list.length}
      onScroll={(event) => {
        view.value = { ...view.peek(), top: event.currentTarget.scrollTop };
      }}
      onFocusIn={(event) => {
        const id = (event.target as HTMLElement).dataset['alarmId'];
        if (id) tabbableId.value = id;
      }}
      onKeyDown={onKeyDown}
      data-testid="queue"
      data-beat={Math.floor(now.value / 1_000) % 2}
    >
      <div role="rowgroup" class="queue-rows" style={{ height: `${list.length * view.value.rowHeight}px` }}>
        {indexes.map((index) => {
          const row = list[index];
          if (!row) return null;
          return (
            <AlarmRow
              key={row.alarm.id}
              alarm={row.alarm}
              gone={row.gone}
              index={index}
              top={index * view.value.rowHeight}
              chosen={row.alarm.id === chosenId.value}
              tabbable={index === tabbableIndex}
              user={user}
              onChoose={choose}
            />
          );
        })}
      </div>
    </div>
  );
}
