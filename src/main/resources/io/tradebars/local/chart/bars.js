// The bars of the series that is shown, as they stand in Redis: numbers to draw by, and the texts that are shown.

const FIELD = /"([^"\\]+)":(null|true|false|-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*")/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A bar out of its JSON; undefined if it is none. */
function read(raw) {
  const text = {};
  for (const [, name, value] of raw.matchAll(FIELD)) text[name] = value;
  if (!['t', 'o', 'h', 'l', 'c', 'v'].every(name => NUMBER.test(text[name] ?? ''))) return undefined;
  return {
    raw, text, t: Number(text.t), o: Number(text.o), h: Number(text.h), l: Number(text.l), c: Number(text.c),
    v: Number(text.v), vw: NUMBER.test(text.vw ?? '') ? Number(text.vw) : undefined, open: text.x === 'false',
  };
}

export class Bars {
  list = [];
  corrected = new Set();
  unreadable = 0;

  clear() {
    this.list = [];
    this.corrected = new Set();
    this.unreadable = 0;
  }

  /** Takes what the server tells; returns the closed bars that it changed: [{ bar, before }]. */
  apply({ reset, bars, gone }) {
    const corrections = [];
    if (reset) {
      this.list = [];
      this.unreadable = 0;
    }
    for (const raw of bars) {
      const bar = read(raw);
      if (!bar) {
        this.unreadable++;
        continue;
      }
      const place = this.#placeOf(bar.t);
      const before = this.list[place]?.t === bar.t ? this.list[place] : undefined;
      if (before && !before.open && before.raw !== bar.raw) {
        corrections.push({ bar, before });
        this.corrected.add(bar.t);
      }
      this.list.splice(place, before ? 1 : 0, bar);
    }
    if (gone.length) {
      const without = new Set(gone);
      this.list = this.list.filter(bar => !without.has(bar.t));
    }
    return corrections;
  }

  /** Where in the list the bar of that time is, or would be: mostly at its end. */
  #placeOf(t) {
    let place = this.list.length;
    while (place > 0 && this.list[place - 1].t >= t) place--;
    return place;
  }

  get last() {
    return this.list[this.list.length - 1];
  }

  at(t) {
    const bar = this.list[this.#placeOf(t)];
    return bar?.t === t ? bar : undefined;
  }
}
