// Candles, volume and vwap of a series, with a crosshair: what ECharts draws. It is given what is in view only, and once a frame at the most.

import * as echarts from './echarts.js';
import { crosses, label, stepFor } from './axis.js';
import { make } from './dom.js';
import { decimals, full } from './format.js';
import { listenTo } from './gestures.js';
import { settings } from './settings.js';
import { Window } from './window.js';

const LABEL_PIXELS = 84;
const LENGTHS = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '30m': 1_800_000, '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 };
const COLORS = ['up', 'down', 'up-tag', 'down-tag', 'up-volume', 'down-volume', 'vwap', 'tag', 'muted', 'line', 'grid'];

export class Candles {
  #canvas;
  #flashes;
  #chart;
  #bars;
  #onHover;
  #onFollow;
  #window = new Window();
  #colors = {};
  #right = 0;
  #hovered = null;
  #step = 60_000;
  #frame = 0;
  #toFlash = [];

  /** onHover is told the bar under the crosshair, or undefined; onFollow whether the newest bar is in view. */
  constructor(canvas, flashes, bars, onHover, onFollow) {
    this.#canvas = canvas;
    this.#flashes = flashes;
    this.#bars = bars;
    this.#onHover = onHover;
    this.#onFollow = onFollow;
    this.#chart = echarts.init(canvas, null, { renderer: 'canvas' });
    this.#chart.on('updateAxisPointer', event => {
      const axis = event.axesInfo?.find(info => info.axisDim === 'x');
      this.#hover(axis ? this.#window.slots[this.#window.start + axis.value]?.bar : undefined);
    });
    this.#chart.on('globalout', () => this.#hover(undefined));
    listenTo(canvas, {
      zoom: (factor, x) => this.#move(() => this.#window.zoom(factor, x / this.#plotWidth)),
      pan: pixels => this.#move(() => this.#window.pan(-pixels / (this.#plotWidth / this.#window.count))),
      fit: () => this.#move(() => this.#window.fit()),
    });
    new ResizeObserver(() => { this.#chart.resize(); this.draw(); }).observe(canvas);
    this.recolor();
  }

  #hover(bar) {
    this.#hovered = bar ?? null;
    this.#onHover(bar);
  }

  #move(change) {
    change();
    this.draw();
  }

  get #plotWidth() {
    return Math.max(100, this.#canvas.clientWidth - this.#right);
  }

  /** Another theme. */
  recolor() {
    const style = getComputedStyle(document.documentElement);
    for (const name of COLORS) this.#colors[name] = style.getPropertyValue(`--${name}`).trim();
    this.draw();
  }

  /** Another series: the newest bars are in view. */
  show(interval) {
    this.#step = LENGTHS[interval] ?? 60_000;
    this.#hovered = null;
    this.#toFlash = [];
    this.#flashes.replaceChildren();
    this.#move(() => this.#window.fit());
  }

  toEnd() {
    this.#move(() => this.#window.toEnd());
  }

  zoom(factor) {
    this.#move(() => this.#window.zoom(factor, 0.5));
  }

  /** Moves the crosshair by so many bars. */
  move(by) {
    const list = this.#bars.list;
    if (!list.length) return;
    const at = this.#hovered ? list.findIndex(bar => bar.t === this.#hovered.t) : list.length - (by < 0 ? 0 : 1);
    const bar = list[Math.max(0, Math.min(list.length - 1, at + by))];
    this.#window.reveal(bar.t);
    this.#drawNow();
    this.#chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: this.#window.indexInView(bar.t) });
    this.#hover(bar);
  }

  leave() {
    this.#chart.dispatchAction({ type: 'hideTip' });
    this.#chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
    this.#hover(undefined);
  }

  /** Shows that a bar was corrected, once it is drawn. */
  flash(t) {
    this.#toFlash.push(t);
    this.draw();
  }

  #flashNow(t) {
    const index = this.#window.indexInView(t);
    if (index < 0) return;
    const width = this.#plotWidth / this.#window.count;
    const mark = make('i');
    mark.dataset.t = String(t);
    mark.style.left = `${index * width + width / 2 - Math.max(8, width) / 2}px`;
    mark.style.width = `${Math.max(8, width)}px`;
    mark.addEventListener('animationend', () => mark.remove());
    this.#flashes.append(mark);
  }

  #lastLine(last) {
    if (!last) return { data: [] };
    const left = last.open ? Math.ceil((last.t + this.#step - Date.now()) / 1000) : -1;
    const clock = left >= 0 && left < 86_400
      ? `\n${String(Math.floor(left / 60)).padStart(2, '0')}:${String(left % 60).padStart(2, '0')}` : '';
    const way = last.c >= last.o ? 'up' : 'down';
    return {
      // ECharts would draw the line at the price rounded to two decimals.
      precision: 12, silent: true, symbol: 'none', animation: false, data: [{ yAxis: last.c }],
      lineStyle: { color: this.#colors[way], type: [2, 3], width: 1 },
      label: { position: 'end', distance: 0, formatter: last.text.c + clock, color: '#fff',
        backgroundColor: this.#colors[`${way}-tag`], padding: [3, 5], fontSize: 11, lineHeight: 14 },
    };
  }

  /** The countdown goes on. */
  tick() {
    if (this.#bars.last?.open) this.#chart.setOption({ series: [{ id: 'candles', markLine: this.#lastLine(this.#bars.last) }] });
  }

  /** Draws with the next frame. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { list, last } = this.#bars;
    const window = this.#window;
    window.layOut(list, this.#step, this.#canvas.clientWidth);
    const slots = window.inView;
    const shown = slots.flatMap(({ bar }) => bar ?? []);
    const places = Math.min(8, Math.max(0, ...list.slice(-50).flatMap(bar => [bar.text.o, bar.text.c].map(decimals))));
    const widest = Math.max(5, last?.text.c.length ?? 0, ...shown.map(bar => Math.trunc(bar.h).toString().length + (places && places + 1)));
    this.#right = 18 + 7 * widest;
    this.#chart.setOption(this.#option(slots, places));
    this.#canvas.dataset.from = slots[0]?.t ?? '';
    this.#canvas.dataset.to = slots[slots.length - 1]?.t ?? '';
    this.#canvas.dataset.count = slots.length;
    this.#onFollow(window.follow);
    this.#toFlash.splice(0).forEach(t => this.#flashNow(t));
  }

  #option(slots, places) {
    const colors = this.#colors;
    const least = 10 ** -places;
    // Room for the legend above, and for the volume below; and for as many prices as there are labels, where it stands still.
    const room = (min, max, share) => Math.max((max - min) * share, Math.abs(max) * 1e-5, 4 * least);
    const step = stepFor(this.#step * slots.length / this.#plotWidth, LABEL_PIXELS);
    const isLabelled = index => index > 0 && crosses(slots[index - 1]?.t, slots[index]?.t ?? 0, step, settings.zone);
    const pointer = { show: true, lineStyle: { color: colors.muted, type: [4, 4], width: 1 },
      label: { backgroundColor: colors.tag, color: '#fff', fontSize: 11, padding: [3, 5], margin: 0 } };
    const price = value => Number(value).toFixed(places);
    return {
      animation: false,
      backgroundColor: 'transparent',
      grid: { left: 0, right: this.#right, top: 8, bottom: 24, outerBoundsMode: 'none' },
      tooltip: { trigger: 'axis', showContent: false, axisPointer: { type: 'cross', animation: false } },
      xAxis: {
        type: 'category', data: slots.map(slot => String(slot.t)), boundaryGap: true,
        axisTick: { show: false }, axisLine: { lineStyle: { color: colors.line } },
        axisLabel: { interval: isLabelled, color: colors.muted, fontSize: 11, hideOverlap: true,
          formatter: (value, index) => label(slots[index - 1]?.t, Number(value), step, settings.zone) },
        splitLine: { show: true, interval: isLabelled, lineStyle: { color: colors.grid } },
        axisPointer: { ...pointer, snap: true, label: { ...pointer.label, padding: [6, 8], margin: 1,
          formatter: ({ value }) => full(Number(value), settings.zone) } },
      },
      yAxis: [{
        scale: true, position: 'right', splitNumber: 8, minInterval: least,
        min: ({ min, max }) => min - room(min, max, 0.32), max: ({ min, max }) => max + room(min, max, 0.14),
        axisLabel: { color: colors.muted, fontSize: 11, showMinLabel: false, showMaxLabel: false, margin: 6, formatter: price },
        axisLine: { show: true, lineStyle: { color: colors.line } }, axisTick: { show: false },
        splitLine: { lineStyle: { color: colors.grid }, showMinLine: false, showMaxLine: false },
        axisPointer: { ...pointer, snap: false, label: { ...pointer.label, formatter: ({ value }) => price(value) } },
      }, { show: false, min: 0, max: ({ max }) => max * 5 || 1, axisPointer: { show: false } }],
      series: [
        { id: 'candles', type: 'candlestick', barWidth: '70%', barMaxWidth: 24,
          data: slots.map(({ bar }) => !bar ? '-' : bar.open
            ? { value: [bar.o, bar.c, bar.l, bar.h], itemStyle: { opacity: 0.7 } } : [bar.o, bar.c, bar.l, bar.h]),
          itemStyle: { color: colors.up, color0: colors.down, borderColor: colors.up, borderColor0: colors.down },
          markLine: this.#lastLine(this.#bars.last), z: 3 },
        { id: 'vwap', type: 'line', data: slots.map(({ bar }) => bar?.vw ?? '-'), symbol: 'none', connectNulls: true,
          lineStyle: { color: colors.vwap, width: 1.25 }, silent: true, z: 2 },
        ...[['up', 1], ['down', -1]].map(([way, sign]) => ({
          id: `volume-${way}`, type: 'bar', stack: 'volume', yAxisIndex: 1, barCategoryGap: '25%', silent: true, z: 1,
          itemStyle: { color: colors[`${way}-volume`] },
          data: slots.map(({ bar }) => bar && (bar.c >= bar.o) === sign > 0 ? bar.v : '-') })),
        { id: 'corrections', type: 'scatter', symbol: 'triangle', symbolSize: 7, symbolOffset: [0, 10], silent: true, z: 5,
          itemStyle: { color: colors.vwap },
          data: slots.map(({ bar }) => bar && this.#bars.corrected.has(bar.t) ? bar.l : '-') },
      ],
    };
  }
}
