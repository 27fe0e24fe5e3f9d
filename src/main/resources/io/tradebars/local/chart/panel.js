// The story of the pipeline in live figures, beside the chart.

import { byId, make, say } from './dom.js';
import { count, length } from './format.js';

const SAMPLES = 120;
const HISTORY_MILLIS = 172_800_000;
const FIRST_SAMPLES = 30;
const SVG = 'http://www.w3.org/2000/svg';

const quantiles = (value, name) => (value ? `${length(value[name])}` : '–');

/** How late something is; of trades of long ago that says nothing. */
const lateness = millis => (millis > HISTORY_MILLIS ? 'history' : length(millis));

const JOB = [
  ['Trades', ({ job }) => count(job.trades)],
  ['Bars written', ({ job }) => count(job.barsWritten), 'states of bars that Redis took'],
  ['Bars closed', ({ job }) => count(job.barsClosed)],
  ['Bars corrected', ({ job }) => count(job.barsCorrected), 'closed bars that late trades changed'],
  ['Records to read', ({ job }) => count(job.pendingRecords), 'in Kafka, not read yet'],
  ['Behind the clock', ({ job }) => lateness(job.delayMillis), 'event time, by which bars close'],
  ['Close → visible, p50', ({ job }) => (job.visibleMillis ? lateness(job.visibleMillis.p50) : '–'), 'from the end of a bar until Redis said yes'],
  ['Close → visible, p99', ({ job }) => (job.visibleMillis ? lateness(job.visibleMillis.p99) : '–')],
];

const REDIS = [
  ['Requests', ({ job }) => count(job.requests)],
  ['Request, p50 / p99', ({ job }) => `${quantiles(job.requestMillis, 'p50')} / ${quantiles(job.requestMillis, 'p99')}`],
  ['Bars waiting', ({ job }) => count(job.barsWaiting)],
  ['Retries', ({ job }) => count(job.retries)],
  ['Open connections', ({ job }) => count(job.connectionsActive + job.connectionsIdle)],
  ['TLS handshakes', ({ job }) => count(job.tlsHandshakes), 'since the start'],
  ['with a client a write', ({ job }) => count(job.barsWritten), 'what it would be with a new HTTPS client for each bar written: 490 for 490 bars once, now 1'],
];

const PAGE = [
  ['Series found', ({ series }) => count(series)],
  ['Changes seen', ({ page }) => count(page.changes), 'of bars that are looked at'],
  ['Read, p50 / p99', ({ page }) => `${quantiles(page.readMillis, 'p50')} / ${quantiles(page.readMillis, 'p99')}`],
  ['Requests', ({ page }, http) => (http ? count(page.requests) : '–'), 'of this page over HTTPS; not counted over Redis\' own protocol'],
  ['TLS handshakes', ({ page }, http) => (http ? count(page.tlsHandshakes) : '–'), 'of this page over HTTPS'],
  ['Open connections', ({ page }) => count(page.connections), 'of this page, however many look'],
];

function section(title, ...content) {
  return make('section', {}, make('h2', {}, title), ...content);
}

export class Panel {
  #rows = [];
  #rate;
  #line;
  #rates = [];
  #job;
  #http;

  /** Lays the panel out for a page beside a job, or for one of a Redis alone. */
  layOut(hello) {
    this.#rows = [];
    this.#job = hello.job;
    this.#http = hello.redis.startsWith('http');
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${SAMPLES - 1} 32`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    this.#line = document.createElementNS(SVG, 'path');
    svg.append(this.#line);
    this.#rate = make('b', {}, '–');
    const rate = make('p', { className: 'rate' }, this.#rate, make('span', {}, hello.job ? 'trades/s' : 'changes/s'), svg);
    const about = make('p', { className: 'about' }, `${hello.redis} · ${hello.layout} · ${hello.key}`);
    const parts = hello.job
      ? [section('Pipeline', rate, this.#table(JOB)), section('Redis', this.#table(REDIS), about)]
      : [section('Redis', rate, this.#table(PAGE), about,
        make('p', { className: 'about' }, 'Only what Redis tells is shown: the figures and dead letters of the job are on the page of local mode, and in its metrics.'))];
    const letters = byId('letters') ?? make('section', { id: 'letters' });
    letters.hidden = !hello.job;
    const late = byId('late') ?? make('section', { id: 'late' });
    byId('panel').replaceChildren(...parts, late, letters);
  }

  #table(rows) {
    return make('dl', {}, ...rows.map(([name, value, title]) => {
      const cell = make('dd', {}, '–');
      this.#rows.push([cell, value]);
      return make('div', title ? { title } : {}, make('dt', {}, name), cell);
    }));
  }

  show(figures) {
    for (const [cell, value] of this.#rows) say(cell, value(figures, this.#http));
    const rate = this.#job ? figures.job.tradesPerSecond : figures.page.changesPerSecond;
    say(this.#rate, count(rate));
    this.#rates = [...this.#rates, rate].slice(-SAMPLES);
    const top = Math.max(1, ...this.#rates);
    const x = i => (i / Math.max(FIRST_SAMPLES, this.#rates.length - 1) * (SAMPLES - 1)).toFixed(1);
    this.#line.setAttribute('d', this.#rates.map((one, i) => `${i ? 'L' : 'M'}${x(i)} ${(31 - one / top * 29).toFixed(1)}`).join(''));
  }
}
