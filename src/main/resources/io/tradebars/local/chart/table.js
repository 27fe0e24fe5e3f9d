// Sheets over the page: the exact values, keys, a record.

import { byId, make, say } from './dom.js';
import { full } from './format.js';
import { settings } from './settings.js';

const COLUMNS = [['Open', 'o'], ['High', 'h'], ['Low', 'l'], ['Close', 'c'], ['Volume', 'v'], ['VWAP', 'vw'], ['Trades', 'n']];

export function openSheet(title, ...content) {
  say(byId('sheet-title'), title);
  byId('sheet-body').replaceChildren(...content);
  if (!byId('sheet').open) byId('sheet').showModal();
}

/** The latest bars as they stand in Redis, the newest first. */
export function barsTable(bars) {
  return make('table', {},
    make('caption', {}, `The texts that stand in Redis, the newest first; times in ${settings.zone}`),
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Time'), ...COLUMNS.map(([name]) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...bars.list.slice(-200).reverse().map(bar => make('tr', {},
      make('th', { scope: 'row' }, full(bar.t, settings.zone) + (bar.open ? ' (open)' : '')),
      ...COLUMNS.map(([, field]) => make('td', {}, bar.text[field] ?? ''))))));
}

const KEYS = [['/', 'search a symbol'], ['← →', 'crosshair, on the chart'], ['+ −', 'zoom'], ['End', 'to the newest bar'], ['1 … 7', 'interval'],
  ['V', 'exact values'], ['Z', 'time zone'], ['T', 'light, dark, as the system'], ['Esc', 'close']];

export const keysTable = () => make('table', { className: 'keys' }, make('tbody', {}, ...KEYS.map(([key, what]) => make('tr', {},
  make('th', { scope: 'row' }, make('kbd', {}, key)), make('td', {}, what)))));
