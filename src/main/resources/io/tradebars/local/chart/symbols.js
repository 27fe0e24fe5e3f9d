// The search of a symbol.

import { byId, make, say } from './dom.js';
import { name } from './format.js';

export class Symbols {
  #dialog = byId('search');
  #query = byId('query');
  #found = byId('found');
  #choose;
  #shown = [];
  #at = 0;

  /** choose is called with { symbol, venue, intervals }. */
  constructor(choose) {
    this.#choose = choose;
    this.#query.addEventListener('input', () => this.#look());
    this.#query.addEventListener('keydown', event => this.#key(event));
    this.#dialog.addEventListener('click', event => { if (event.target === this.#dialog) this.#dialog.close(); });
  }

  open(text = '') {
    if (this.#dialog.open) return;
    this.#query.value = text;
    this.#dialog.showModal();
    this.#query.focus();
    this.#look();
  }

  static async ask(text) {
    const response = await fetch(`api/symbols?${new URLSearchParams({ q: text })}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  async #look() {
    const text = this.#query.value.trim();
    try {
      const { total, symbols } = await Symbols.ask(text.slice(0, 5000));
      if (text !== this.#query.value.trim()) return;
      this.#shown = symbols.slice();
      if (text && !symbols.some(one => one.symbol === text)) this.#shown.push({ symbol: text, venue: null, intervals: [], typed: true });
      say(byId('found-note'), total > symbols.length ? `${symbols.length} of ${total} are shown` : total ? '' : 'no symbol of that name was found so far');
    } catch {
      this.#shown = [];
      say(byId('found-note'), 'the program does not answer');
    }
    this.#at = 0;
    this.#list();
  }

  #list() {
    this.#found.replaceChildren(...this.#shown.map((one, i) => {
      const row = make('li', { id: `found-${i}`, role: 'option', 'aria-selected': String(i === this.#at) },
        make('bdi', {}, name(one)), make('span', {}, one.typed ? 'look it up by this name' : one.intervals.join(' ')));
      row.addEventListener('click', () => this.#take(i));
      return row;
    }));
    this.#query.setAttribute('aria-activedescendant', this.#shown.length ? `found-${this.#at}` : '');
    this.#found.children[this.#at]?.scrollIntoView({ block: 'nearest' });
  }

  #key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : this.#shown.length - 1;
      this.#at = this.#shown.length ? (this.#at + by) % this.#shown.length : 0;
      this.#list();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.#take(this.#at);
    }
  }

  #take(i) {
    if (!this.#shown[i]) return;
    this.#dialog.close();
    this.#choose(this.#shown[i]);
  }
}
