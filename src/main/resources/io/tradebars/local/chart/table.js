// Sheets over the page: the exact values, keys, a record.

import { byId, make, say } from './dom.js';
import { decimals, full } from './format.js';
import { settings } from './settings.js';

const COLUMNS = [['Open', 'o'], ['High', 'h'], ['Low', 'l'], ['Close', 'c'], ['Volume', 'v'], ['VWAP', 'vw'], ['Trades', 'n']];

export function openSheet(title, ...content) {
  say(byId('sheet-title'), title);
  byId('sheet-body').replaceChildren(...content);
  if (!byId('sheet').open) byId('sheet').showModal();
}

/** What would make up for the digits that a number lacks, so that points stand below each other; drawn, but no part of the text. */
const padding = (text, places) => {
  const missing = places - decimals(text);
  return missing > 0 ? '\u2007'.repeat(missing) + (text.includes('.') ? '' : '\u2008') : '';
};

/** The latest bars as they stand in Redis, the newest first. */
export function barsTable(bars) {
  const latest = bars.list.slice(-200).reverse();
  const places = Object.fromEntries(COLUMNS.map(([, field]) => [field, Math.max(0, ...latest.map(bar => decimals(bar.text[field] ?? '')))]));
  const note = make('p', { id: 'table-note' }, `The texts that stand in Redis, the newest first; times in ${settings.zone}`);
  return [note, make('table', { 'aria-describedby': note.id },
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Time'), ...COLUMNS.map(([name]) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...latest.map(bar => make('tr', {},
      make('th', { scope: 'row' }, full(bar.t, settings.zone) + (bar.open ? ' (open)' : '')),
      ...COLUMNS.map(([, field]) => make('td', { 'data-pad': padding(bar.text[field] ?? '', places[field]) }, bar.text[field] ?? ''))))))];
}

const KEYS = [['/', 'search a symbol'], ['← →', 'crosshair, on the chart'], ['+ −', 'zoom, as does the wheel'], ['drag', 'back and forth; a double click shows the newest'], ['End', 'to the newest bar'], ['1 … 7', 'interval'],
  ['V', 'exact values'], ['Z', 'time zone'], ['T', 'light, dark, as the system'], ['Esc', 'close']];

export const keysTable = () => make('table', { className: 'keys' }, make('tbody', {}, ...KEYS.map(([key, what]) => make('tr', {},
  make('th', { scope: 'row' }, make('kbd', {}, key)), make('td', {}, what)))));
