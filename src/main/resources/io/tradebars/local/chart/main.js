// The chart page: puts its parts together.

import { Bars } from './bars.js';
import { Candles } from './candles.js';
import { byId, make, say } from './dom.js';
import { difference, full, minute, name, percent, second } from './format.js';
import { showLetters } from './letters.js';
import { Panel } from './panel.js';
import { applyTheme, keep, nextTheme, nextZone, settings, zones } from './settings.js';
import { Stream } from './stream.js';
import { Symbols } from './symbols.js';
import { barsTable, keysTable, openSheet } from './table.js';

const LATE_SHOWN = 8;

applyTheme();
const bars = new Bars();
const panel = new Panel();
const late = [];
let series = settings.series;
let intervals = [];
let hovered;
let redis = { up: null, words: '', since: 0 };
let connected = false;
let told = false;

const candles = new Candles(byId('canvas'), byId('flashes'), bars, hover, follow => { byId('to-end').hidden = follow; });
const symbols = new Symbols(found => choose({ interval: pick(found.intervals), symbol: found.symbol, venue: found.venue }, found.intervals));

const stream = new Stream({
  hello(hello) {
    connected = true;
    intervals = hello.intervals;
    if (!told) panel.layOut(hello);
    told = true;
    layOutIntervals(intervals);
    showLate();
    showState();
  },
  redis(state) {
    redis = state;
    showState();
  },
  bars(update) {
    const corrections = bars.apply(update);
    if (!update.reset) hovered = hovered && bars.at(hovered.t);
    candles.draw();
    corrections.forEach(corrected);
    legend();
    showState();
  },
  figures(figures) {
    panel.show(figures);
    candles.tick();
    if (!series) first();
  },
  letters: showLetters,
  lost() {
    connected = false;
    showState();
  },
});

const pick = known => (known.length && !known.includes(series?.interval) ? known[0] : series?.interval ?? intervals[0] ?? '1m');

/** The first symbol there is, where none was chosen. */
async function first() {
  try {
    const { symbols: [found] } = await Symbols.ask('');
    if (found && !series) choose({ interval: pick(found.intervals), symbol: found.symbol, venue: found.venue }, found.intervals);
  } catch {
    // Asked again with the next figures.
  }
}

function choose(chosen, known = []) {
  series = chosen;
  keep('series', JSON.stringify(series));
  bars.clear();
  hovered = undefined;
  byId('to-end').hidden = true;
  layOutIntervals(known.length ? known : intervals);
  candles.show(series.interval);
  legend();
  showState();
  stream.open(series);
}

function layOutIntervals(known) {
  const all = [...new Set([...known, ...(series ? [series.interval] : [])])];
  byId('intervals').replaceChildren(...all.map(interval => {
    const button = make('button', { type: 'button', 'aria-pressed': String(interval === series?.interval) }, interval);
    button.addEventListener('click', () => series && choose({ ...series, interval }, all));
    return button;
  }));
}

function hover(bar) {
  hovered = bar;
  legend();
}

/** Of the close against the open: exact, and in percent. */
const change = bar => difference(bar.text.c, bar.text.o) + (bar.o ? ` (${percent(bar.c / bar.o - 1)})` : '');

const VALUES = [['O', 'o'], ['H', 'h'], ['L', 'l'], ['C', 'c'], ['Vol', 'v'], ['VWAP', 'vw'], ['Trades', 'n']];

function legend() {
  const bar = hovered ?? bars.last;
  const shown = series ? name(series) : 'Symbol';
  say(byId('symbol-name'), shown);
  say(byId('what-symbol'), series ? shown : '');
  say(byId('what-interval'), series ? series.interval : '');
  say(byId('what-time'), bar ? full(bar.t, settings.zone) + (bar.open ? ' · open' : '') : '');
  byId('values').replaceChildren(...(bar ? VALUES.map(([label, field]) => make('div', { className: field },
    make('dt', {}, label), make('dd', {}, bar.text[field] ?? '–'))) : []));
  if (bar) byId('values').append(make('div', {}, make('dt', { className: 'unseen' }, 'Change'), make('dd', {}, change(bar))));
  byId('values').dataset.way = bar && bar.c >= bar.o ? 'up' : 'down';
  document.title = bars.last ? `${bars.last.text.c} ${shown} · tradebars` : 'tradebars';
  byId('canvas').setAttribute('aria-label', `Candles and volume of ${shown}. Arrow keys move the crosshair; V shows a table.`);
  byId('empty').hidden = bars.list.length > 0;
  say(byId('empty'), series ? 'Redis has no bars of this symbol and interval (yet). It is asked again and again; / looks for others' : 'Waiting for the first bar: its minute has to begin');
}

function showState() {
  const state = !connected ? 'lost' : redis.up === false ? 'down' : redis.up === null ? 'wait' : 'live';
  byId('state').dataset.state = state;
  const since = second(redis.since, settings.zone);
  say(byId('state').querySelector('span'), { lost: 'no connection', down: 'Redis is away', wait: 'connecting', live: 'live' }[state]);
  const notice = state === 'down' ? `Redis does not answer since ${since}: ${redis.words}. Trying again; what is shown is what it last said.`
    : state === 'lost' && told ? 'The program that serves this page does not answer. Trying again; what was missed will be shown.'
      : bars.unreadable ? `${bars.unreadable} value(s) under the keys of this symbol are no bars, and are left out.` : '';
  byId('notice').hidden = !notice;
  say(byId('notice'), notice);
}

function corrected({ bar, before }) {
  candles.flash(bar.t);
  const what = VALUES.filter(([, field]) => bar.text[field] !== before.text[field])
    .map(([label, field]) => `${label} ${before.text[field] ?? '–'} → ${bar.text[field] ?? '–'}`).join(', ');
  late.unshift({ t: bar.t, series: name(series), what });
  late.length = Math.min(late.length, LATE_SHOWN);
  say(byId('spoken'), `Bar of ${minute(bar.t, settings.zone)} corrected: ${what}`);
  showLate();
}

function showLate() {
  const box = byId('late');
  if (!box) return;
  box.hidden = !late.length;
  box.replaceChildren(make('h2', {}, 'Late corrections'), make('ul', { className: 'rows' }, ...late.map(one => make('li', {},
    make('b', {}, `${minute(one.t, settings.zone)} `), make('bdi', {}, one.series), make('small', {}, one.what)))));
}

function redraw() {
  say(byId('theme'), { auto: 'Auto', light: 'Light', dark: 'Dark' }[settings.theme]);
  byId('theme').setAttribute('aria-label', `Theme: ${settings.theme}`);
  byId('zone').value = settings.zone;
  candles.draw();
  legend();
  showLate();
}

const actions = {
  '/': () => symbols.open(),
  t: () => { nextTheme(); candles.recolor(); redraw(); },
  z: () => { nextZone(); redraw(); },
  v: () => openSheet(series ? `${name(series)} ${series.interval}` : 'Bars', ...barsTable(bars)),
  '?': () => openSheet('Keys', keysTable()),
  '+': () => candles.zoom(0.7),
  '-': () => candles.zoom(1.4),
  End: () => candles.toEnd(),
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('dialog, select, input')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onChart = event.target === byId('canvas');
  if (onChart && (key === 'ArrowLeft' || key === 'ArrowRight')) {
    candles.move((key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 10 : 1));
    if (hovered) say(byId('spoken'), `${minute(hovered.t, settings.zone)} ${VALUES.map(([l, f]) => `${l} ${hovered.text[f] ?? '–'}`).join(' ')}`);
  } else if (onChart && key === 'Escape') candles.leave();
  else if (/^[1-7]$/.test(key)) byId('intervals').children[Number(key) - 1]?.click();
  else if (actions[key]) actions[key]();
  else return;
  event.preventDefault();
});

byId('zone').append(...zones.map(zone => make('option', { value: zone }, zone.replace('_', ' '))));
byId('zone').addEventListener('change', event => { settings.zone = event.target.value; keep('zone', settings.zone); redraw(); });
byId('symbol').addEventListener('click', () => symbols.open());
byId('theme').addEventListener('click', actions.t);
byId('show-table').addEventListener('click', actions.v);
byId('show-help').addEventListener('click', actions['?']);
byId('to-end').addEventListener('click', () => candles.toEnd());
byId('sheet-close').addEventListener('click', () => byId('sheet').close());
byId('sheet').addEventListener('click', event => { if (event.target === byId('sheet')) byId('sheet').close(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { candles.recolor(); redraw(); });

redraw();
if (series) candles.show(series.interval);
stream.open(series);
