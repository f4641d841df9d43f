import { useEffect, useMemo } from 'preact/hooks';
import { ListHold } from './list_hold';
import { held } from './queue_state';

// The handlers that tell whether the queue is in use. They belong on the whole pane: on the way to
// the button that lets new rows in, the pointer must not let them in by itself and the button vanish.
export function useListHold() {
  const hold = useMemo(
    () =>
      new ListHold(
        {
          setTimer: (action, ms) => window.setTimeout(action, ms),
          clearTimer: (timer) => window.clearTimeout(timer),
        },
        (isHeld) => {
          held.value = isHeld;
        },
      ),
    [],
  );
  useEffect(() => () => hold.end(), []);
  return useMemo(
    () => ({
      onPointerEnter: () => hold.pointer(true),
      onPointerLeave: () => hold.pointer(false),
      onPointerMove: () => hold.used(),
      onWheel: () => hold.used(),
      onKeyDown: () => hold.used(),
      onFocusIn: () => hold.focus(true),
      onFocusOut: (event: FocusEvent) =>
        hold.focus((event.currentTarget as Element).contains(event.relatedTarget as Node | null)),
    }),
    [],
  );
}
