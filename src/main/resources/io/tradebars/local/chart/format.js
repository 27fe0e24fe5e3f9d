// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat('en-US');

/** 1234567 as 1,234,567: for counts, never for prices. */
export const count = number => WHOLE.format(number);

/** Milliseconds in two or three digits: 7 ms, 1.2 s, 3 min. */
export function length(millis) {
  const size = Math.abs(millis);
  if (size < 1000) return `${Math.round(millis)} ms`;
  if (size < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  if (size < 5_400_000) return `${Math.round(millis / 60_000)} min`;
  return size < 172_800_000 ? `${(millis / 3_600_000).toFixed(1)} h` : `${Math.round(millis / 86_400_000)} days`;
}

/** a − b, exact, of two decimal numbers as texts, with its sign. */
export function difference(a, b) {
  const scale = Math.max(decimals(a), decimals(b));
  const units = text => BigInt(text.replace('.', '') + '0'.repeat(scale - decimals(text)));
  const result = units(a) - units(b);
  const digits = (result < 0n ? -result : result).toString().padStart(scale + 1, '0');
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return (result < 0n ? '−' : result > 0n ? '+' : '') + text;
}

/** 0.0123 as +1.23 %. */
export const percent = share => `${share < 0 ? '−' : share > 0 ? '+' : ''}${(Math.abs(share) * 100).toFixed(2)} %`;

/** Digits after the point of a number as text. */
export function decimals(text) {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

const formats = new Map();

function parts(t, zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: 'short', day: '2-digit',
      hour: '2-digit', minute: '2-digit', second: '2-digit',
    }));
  }
  return Object.fromEntries(formats.get(zone).formatToParts(t).map(part => [part.type, part.value]));
}

/** 14:03 */
export function minute(t, zone) {
  const { hour, minute: m } = parts(t, zone);
  return `${hour}:${m}`;
}

/** 14:03:07 */
export function second(t, zone) {
  const { hour, minute: m, second: s } = parts(t, zone);
  return `${hour}:${m}:${s}`;
}

/** 25 Nov */
export function day(t, zone) {
  const { day: d, month } = parts(t, zone);
  return `${d} ${month}`;
}

/** Wed 25 Nov 2026 14:03 */
export function full(t, zone) {
  const { weekday, day: d, month, year, hour, minute: m } = parts(t, zone);
  return `${weekday} ${d} ${month} ${year} ${hour}:${m}`;
}

const offsets = new Map();

/** By how much clocks in the zone are ahead of UTC at that time, in milliseconds. */
export function offset(t, zone) {
  const quarter = Math.floor(t / 900_000);
  const key = `${zone} ${quarter}`;
  if (!offsets.has(key)) {
    const at = quarter * 900_000;
    const { year, month, day: d, hour, minute: m } = parts(at, zone);
    offsets.set(key, Date.parse(`${d} ${month} ${year} ${hour}:${m}:00 GMT`) - at);
  }
  return offsets.get(key);
}

/** A name that fits a line; control characters are shown. */
export function name(series) {
  const text = series.venue ? `${series.venue}:${series.symbol}` : series.symbol;
  return visible(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/** Control characters by their pictures, so that they do nothing else. */
export const visible = text => text.replace(/[\u0000-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0)))
  .replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
