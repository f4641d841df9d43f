import { signal } from '@preact/signals';

// What the right half of the page shows: the chosen alarm, or what is about none. Nothing ever lies
// over the queue.
export type RightPane = 'alarm' | 'duty' | 'exception';

export const rightPane = signal<RightPane>('alarm');

let cameFrom: HTMLElement | null = null;

export function openPane(pane: Exclude<RightPane, 'alarm'>): void {
  if (rightPane.peek() === 'alarm') cameFrom = document.activeElement as HTMLElement | null;
  rightPane.value = pane;
}

// Back to the alarm; the focus goes back to where the pane was opened from.
export function closePane(): void {
  rightPane.value = 'alarm';
  if (cameFrom?.isConnected) cameFrom.focus();
  cameFrom = null;
}

// Another alarm was chosen: the focus stays in the list.
export function leavePane(): void {
  rightPane.value = 'alarm';
  cameFrom = null;
}
