// Candles, volume and vwap of a series, with a crosshair: what ECharts draws.

import * as echarts from './echarts.js';
import { crosses, label, stepFor } from './axis.js';
import { make } from './dom.js';
import { decimals, full } from './format.js';
import { settings } from './settings.js';

const SLOT_PIXELS = 9;
const RIGHT_SLOTS = 4;
const LABEL_PIXELS = 84;
const LENGTHS = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '30m': 1_800_000, '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 };

export class Candles {
  #canvas;
  #flashes;
  #chart;
  #bars;
  #onHover;
  #slots = [];
  #index = new Map();
  #count = 0;
  #follow = true;
  #hovered = null;
  #step = 60_000;

  /** onHover is told the bar under the crosshair, or undefined; onFollow whether the newest bar is in view. */
  constructor(canvas, flashes, bars, onHover, onFollow) {
    this.#canvas = canvas;
    this.#flashes = flashes;
    this.#bars = bars;
    this.#onHover = onHover;
    this.#chart = echarts.init(canvas, null, { renderer: 'canvas' });
    this.#chart.on('updateAxisPointer', event => {
      const axis = event.axesInfo?.find(info => info.axisDim === 'x');
      this.#hover(axis ? this.#slots[axis.value]?.bar : undefined);
    });
    this.#chart.on('globalout', () => this.#hover(undefined));
    this.#chart.on('datazoom', () => {
      const { startValue, endValue } = this.#chart.getOption().dataZoom[0];
      this.#count = Math.max(10, endValue - startValue + 1);
      this.#follow = endValue >= this.#slots.length - 2;
      this.#chart.setOption({ xAxis: this.#xAxis() });
      onFollow(this.#follow);
    });
    new ResizeObserver(() => { this.#chart.resize(); this.draw(); }).observe(canvas);
  }

  #hover(bar) {
    this.#hovered = bar ?? null;
    this.#onHover(bar);
  }

  /** Another series: the newest bars are in view. */
  show(interval) {
    this.#step = LENGTHS[interval] ?? 60_000;
    this.#count = 0;
    this.#follow = true;
    this.#hovered = null;
    this.draw();
  }

  toEnd() {
    this.#follow = true;
    this.draw();
  }

  zoom(factor) {
    this.#count = Math.max(10, Math.round(this.#count * factor));
    this.#follow = true;
    this.draw();
  }

  /** Moves the crosshair by so many bars. */
  move(by) {
    const list = this.#bars.list;
    if (!list.length) return;
    const at = this.#hovered ? list.findIndex(bar => bar.t === this.#hovered.t) : list.length - (by < 0 ? 0 : 1);
    const bar = list[Math.max(0, Math.min(list.length - 1, at + by))];
    this.#chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: this.#index.get(bar.t) });
    this.#hover(bar);
  }

  leave() {
    this.#chart.dispatchAction({ type: 'hideTip' });
    this.#chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
    this.#hover(undefined);
  }

  /** Shows that a bar was corrected. */
  flash(t) {
    const index = this.#index.get(t);
    if (index === undefined) return;
    const x = this.#chart.convertToPixel({ xAxisIndex: 0 }, index);
    const width = Math.max(8, this.#chart.getWidth() / Math.max(1, this.#count));
    if (!(x >= 0 && x <= this.#chart.getWidth())) return;
    const mark = make('i');
    mark.style.left = `${x - width / 2}px`;
    mark.style.width = `${width}px`;
    mark.addEventListener('animationend', () => mark.remove());
    this.#flashes.append(mark);
  }

  #layOut() {
    const list = this.#bars.list;
    const usual = Math.max(30, Math.min(240, Math.floor(this.#canvas.clientWidth / SLOT_PIXELS)));
    if (!this.#count) this.#count = usual;
    const first = list[0]?.t ?? Math.floor(Date.now() / this.#step) * this.#step;
    const last = list[list.length - 1]?.t ?? first;
    const before = Math.max(0, Math.max(usual, this.#count) - list.length - RIGHT_SLOTS);
    const slots = [];
    for (let i = before; i > 0; i--) slots.push({ t: first - i * this.#step });
    for (const bar of list) slots.push({ t: bar.t, bar });
    for (let i = 1; i <= RIGHT_SLOTS; i++) slots.push({ t: last + i * this.#step });
    this.#slots = slots;
    this.#index = new Map(slots.map((slot, i) => [slot.t, i]));
  }

  #color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  #xAxis() {
    const width = Math.max(100, this.#canvas.clientWidth - 80);
    const step = stepFor(this.#step * this.#count / width, LABEL_PIXELS);
    const at = index => index > 0 && crosses(this.#slots[index - 1]?.t, this.#slots[index]?.t ?? 0, step, settings.zone);
    return {
      axisLabel: { interval: at, color: this.#color('muted'), fontSize: 11, hideOverlap: true,
        formatter: (value, index) => label(this.#slots[index - 1]?.t, Number(value), step, settings.zone) },
      splitLine: { show: true, interval: at, lineStyle: { color: this.#color('grid') } },
    };
  }

  #lastLine() {
    const bar = this.#bars.last;
    if (!bar) return { data: [] };
    const color = this.#color(bar.c >= bar.o ? 'up' : 'down');
    const left = bar.open ? Math.ceil((bar.t + this.#step - Date.now()) / 1000) : -1;
    const clock = left >= 0 && left < 86_400
      ? `\n${String(Math.floor(left / 60)).padStart(2, '0')}:${String(left % 60).padStart(2, '0')}` : '';
    return {
      // ECharts would draw the line at the price rounded to two decimals.
      precision: 12, silent: true, symbol: 'none', animation: false, data: [{ yAxis: bar.c }],
      lineStyle: { color, type: [2, 3], width: 1 },
      label: { position: 'end', distance: 0, formatter: bar.text.c + clock, color: '#fff',
        backgroundColor: this.#color(bar.c >= bar.o ? 'up-tag' : 'down-tag'), padding: [3, 5], fontSize: 11, lineHeight: 14 },
    };
  }

  /** The countdown goes on. */
  tick() {
    if (this.#bars.last?.open) this.#chart.setOption({ series: [{ id: 'candles', markLine: this.#lastLine() }] });
  }

  draw() {
    const oldStart = this.#slots[this.#chart.getOption()?.dataZoom?.[0]?.startValue]?.t;
    this.#layOut();
    const list = this.#bars.list;
    const places = Math.min(8, Math.max(0, ...list.slice(-50).flatMap(bar => [bar.text.o, bar.text.c].map(decimals))));
    const up = this.#color('up'), down = this.#color('down');
    const end = this.#slots.length - 1;
    let start = Math.max(0, end - this.#count + 1);
    if (!this.#follow && this.#index.has(oldStart)) start = this.#index.get(oldStart);
    const right = 16 + 7 * Math.max(5, ...list.slice(-this.#count).map(bar => bar.text.h.length));
    const pointer = { show: true, label: { backgroundColor: this.#color('tag'), color: '#fff', fontSize: 11, padding: [3, 5], margin: 0 },
      lineStyle: { color: this.#color('muted'), type: [4, 4], width: 1 } };
    this.#chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      grid: { left: 0, right, top: 8, bottom: 24, outerBoundsMode: 'none' },
      tooltip: { trigger: 'axis', showContent: false, axisPointer: { type: 'cross', animation: false } },
      dataZoom: [{ type: 'inside', filterMode: 'filter', startValue: start, endValue: Math.min(end, start + this.#count - 1), minValueSpan: 9 }],
      xAxis: {
        type: 'category', data: this.#slots.map(slot => String(slot.t)), boundaryGap: true,
        axisTick: { show: false }, axisLine: { lineStyle: { color: this.#color('line') } },
        axisPointer: { ...pointer, snap: true, label: { ...pointer.label, formatter: ({ value }) => full(Number(value), settings.zone) } },
        ...this.#xAxis(),
      },
      yAxis: [{
        scale: true, position: 'right', splitNumber: 8,
        min: ({ min, max }) => min - Math.max((max - min) * 0.32, Math.abs(max) * 1e-5),
        max: ({ min, max }) => max + Math.max((max - min) * 0.12, Math.abs(max) * 1e-5),
        axisLabel: { color: this.#color('muted'), fontSize: 11, showMinLabel: false, showMaxLabel: false, margin: 6,
          formatter: value => value.toFixed(places) },
        axisLine: { show: true, lineStyle: { color: this.#color('line') } }, axisTick: { show: false },
        splitLine: { lineStyle: { color: this.#color('grid') } },
        axisPointer: { ...pointer, snap: false, label: { ...pointer.label, formatter: ({ value }) => Number(value).toFixed(places) } },
      }, { show: false, min: 0, max: ({ max }) => max * 5 || 1, axisPointer: { show: false } }],
      series: [
        { id: 'candles', type: 'candlestick', barMaxWidth: 24,
          data: this.#slots.map(({ bar }) => bar ? { value: [bar.o, bar.c, bar.l, bar.h], itemStyle: { opacity: bar.open ? 0.7 : 1 } } : '-'),
          itemStyle: { color: up, color0: down, borderColor: up, borderColor0: down }, markLine: this.#lastLine(), z: 3 },
        { id: 'vwap', type: 'line', data: this.#slots.map(({ bar }) => bar?.vw ?? '-'), symbol: 'none', connectNulls: true,
          lineStyle: { color: this.#color('vwap'), width: 1.25 }, silent: true, z: 4 },
        { id: 'volume', type: 'bar', yAxisIndex: 1, barCategoryGap: '25%', silent: true, z: 1,
          data: this.#slots.map(({ bar }) => bar ? { value: bar.v, itemStyle: { color: bar.c >= bar.o ? up : down, opacity: 0.35 } } : '-') },
        { id: 'corrections', type: 'scatter', symbol: 'triangle', symbolSize: 7, symbolOffset: [0, 10], silent: true, z: 5,
          itemStyle: { color: this.#color('vwap') },
          data: this.#slots.map(({ bar }) => bar && this.#bars.corrected.has(bar.t) ? bar.l : '-') },
      ],
    });
  }
}
