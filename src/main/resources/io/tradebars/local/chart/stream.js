// Server-sent events of the series that is shown. A stream that breaks is opened again and goes on after the last event that came.

const SILENCE_MILLIS = 6_000;
const AGAIN_MILLIS = 1_500;
const HIDDEN_MILLIS = 60_000;

export class Stream {
  #handlers;
  #source;
  #series = null;
  #lastId = '';
  #lastEvent = 0;
  #again;
  #hide;

  /** Handlers by the name of the event, and lost(), called when there is no connection. */
  constructor(handlers) {
    this.#handlers = handlers;
    setInterval(() => this.#watch(), 1_000);
    document.addEventListener('visibilitychange', () => this.#visibility());
  }

  /** Shows another series, or none. */
  open(series) {
    this.#series = series;
    this.#lastId = '';
    this.#connect();
  }

  close() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = undefined;
  }

  #connect() {
    this.close();
    const query = new URLSearchParams();
    if (this.#series) {
      query.set('interval', this.#series.interval);
      query.set('symbol', this.#series.symbol);
      if (this.#series.venue !== null) query.set('venue', this.#series.venue);
    }
    if (this.#lastId) query.set('last', this.#lastId);
    const source = new EventSource(`api/events?${query}`);
    this.#source = source;
    this.#lastEvent = Date.now();
    for (const name of ['hello', 'redis', 'bars', 'figures', 'letters']) {
      source.addEventListener(name, event => {
        if (source !== this.#source) return;
        this.#lastEvent = Date.now();
        if (event.lastEventId) this.#lastId = event.lastEventId;
        this.#handlers[name](JSON.parse(event.data));
      });
    }
    source.addEventListener('error', () => {
      if (source !== this.#source) return;
      this.#handlers.lost();
      this.#later();
    });
  }

  #later() {
    this.close();
    this.#again = setTimeout(() => this.#connect(), AGAIN_MILLIS);
  }

  #watch() {
    if (this.#source && Date.now() - this.#lastEvent > SILENCE_MILLIS) {
      this.#handlers.lost();
      this.#later();
    }
  }

  /** A page that nobody sees needs nothing; what it missed comes when it is seen again. */
  #visibility() {
    clearTimeout(this.#hide);
    if (document.hidden) this.#hide = setTimeout(() => this.close(), HIDDEN_MILLIS);
    else if (!this.#source) this.#connect();
  }
}
