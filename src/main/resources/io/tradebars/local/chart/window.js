// Which slots of the time axis are in view. A slot is a bar, or the place of one before the first and after the last.

const SLOT_PIXELS = 9;
const FEWEST = 10;
const FEWEST_AT_FIRST = 60;
const MOST = 1_500;

/** Slots after the last bar. */
export const RIGHT_SLOTS = 4;

export class Window {
  slots = [];
  start = 0;
  count = 0;

  /** Whether the newest bar stays in view as bars come. */
  follow = true;
  #chosen = false;
  #fraction = 0;

  /** As many bars as go well with the width, the newest. */
  fit() {
    this.#chosen = false;
    this.follow = true;
  }

  /** Lays slots out for the bars, the oldest first, at that step (milliseconds) and width (pixels). */
  layOut(bars, step, width) {
    const firstInView = this.slots[this.start]?.t;
    const usual = Math.max(30, Math.min(240, Math.floor(width / SLOT_PIXELS)));
    if (!this.#chosen) this.count = Math.min(usual, Math.max(FEWEST_AT_FIRST, bars.length + RIGHT_SLOTS));
    const first = bars[0]?.t ?? Math.floor(Date.now() / step) * step;
    const last = bars[bars.length - 1]?.t ?? first;
    const before = Math.max(0, this.count - bars.length - RIGHT_SLOTS);
    this.slots = [];
    for (let i = before; i > 0; i--) this.slots.push({ t: first - i * step });
    for (const bar of bars) this.slots.push({ t: bar.t, bar });
    for (let i = 1; i <= RIGHT_SLOTS; i++) this.slots.push({ t: last + i * step });
    this.#moveTo(this.follow ? this.slots.length : this.#notBefore(firstInView));
  }

  /** Where the first slot of that time or later is. */
  #notBefore(t) {
    let low = 0;
    let high = this.slots.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.slots[middle].t < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where in view the slot of that time is; -1 if it isn't. */
  indexInView(t) {
    const index = this.#notBefore(t);
    const isInView = this.slots[index]?.t === t && index >= this.start && index < this.start + this.count;
    return isInView ? index - this.start : -1;
  }

  /** More slots for a factor above 1. What is at that share of the width stays there; while the newest is in view, the newest. */
  zoom(factor, share) {
    const wanted = this.count * factor;
    const count = Math.max(FEWEST, Math.min(MOST, this.slots.length, factor > 1 ? Math.ceil(wanted) : Math.floor(wanted)));
    const start = this.start + (this.follow ? 1 : share) * (this.count - count);
    this.#chosen = true;
    this.count = count;
    this.#moveTo(Math.round(start));
  }

  /** Moves just as far as needed to have the slot of that time in view. */
  reveal(t) {
    const index = this.#notBefore(t);
    if (index < this.start) this.#moveTo(index);
    else if (index >= this.start + this.count) this.#moveTo(index - this.count + 1);
  }

  toEnd() {
    this.#moveTo(this.slots.length);
  }

  /** Moves by so many slots; parts of one add up. */
  pan(slots) {
    this.#fraction += slots;
    const whole = Math.trunc(this.#fraction);
    this.#fraction -= whole;
    if (whole) this.#moveTo(this.start + whole);
    return whole !== 0;
  }

  #moveTo(start) {
    const end = Math.max(0, this.slots.length - this.count);
    this.start = Math.max(0, Math.min(end, start));
    this.follow = this.start >= end - 1;
  }

  get inView() {
    return this.slots.slice(this.start, this.start + this.count);
  }
}
