// Which rows of a long list are worth having in the page. Rows are of one height, so this is
// arithmetic and no library is needed.

export const kWindowFrom = 200; // Shorter lists are in the page as a whole.
const kSpare = 8; // Rows above and below what can be seen.

export interface Viewport {
  top: number;
  height: number;
  rowHeight: number;
}

// The rows [first, last) to put into the page.
export function visibleRange(count: number, view: Viewport): { first: number; last: number } {
  if (count <= kWindowFrom || view.rowHeight <= 0) return { first: 0, last: Math.min(count, kWindowFrom) };
  const first = Math.floor(view.top / view.rowHeight) - kSpare;
  const last = Math.ceil((view.top + view.height) / view.rowHeight) + kSpare;
  return { first: Math.min(Math.max(0, first), count), last: Math.max(0, Math.min(count, last)) };
}

// The scroll position nearest to the present one in which row `index` can be seen as a whole.
export function scrollToShow(index: number, view: Viewport): number {
  const top = index * view.rowHeight;
  const bottom = top + view.rowHeight;
  if (top < view.top) return top;
  if (bottom > view.top + view.height) return bottom - view.height;
  return view.top;
}
