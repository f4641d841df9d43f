import type { ShiftView } from '../api/types';

// How many are on shift for each municipality that is known here. That somebody has a console open
// beside the shift, the broker judges: it raises an alarm where its policy wants more.

export interface Understaffed {
  municipality: string;
  only: string; // Who is alone; empty: nobody is on shift.
}

// Of `municipalities` those with nobody or one alone on shift.
export function understaffed(shifts: readonly ShiftView[], municipalities: Iterable<string>): Understaffed[] {
  return [...new Set(municipalities)]
    .filter((municipality) => municipality !== '')
    .sort()
    .map((municipality) => ({ municipality, on: shifts.filter((shift) => covers(shift, municipality)) }))
    .filter(({ on }) => on.length < 2)
    .map(({ municipality, on }) => ({ municipality, only: on[0]?.user ?? '' }));
}

export function covers(shift: ShiftView, municipality: string): boolean {
  return shift.municipalities.length === 0 || municipality === '' || shift.municipalities.includes(municipality);
}
