// Where the time axis has its labels: at round times, no closer than they are wide.

import { day, minute, offset } from './format.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440, 2_880, 10_080, 43_200].map(minutes => minutes * MINUTE);

/** The round length of time that takes at least so many pixels. */
export function stepFor(millisAPixel, pixels) {
  return STEPS.find(step => step >= millisAPixel * pixels) ?? STEPS[STEPS.length - 1];
}

/** Whether a round time passed between two bars. */
export function crosses(before, t, step, zone) {
  const round = at => Math.floor((at + offset(at, zone)) / step);
  return before === undefined ? false : round(before) !== round(t);
}

/** A day where a day begins, else the time. */
export function label(before, t, step, zone) {
  return step >= DAY || crosses(before, t, DAY, zone) ? day(t, zone) : minute(t, zone);
}
