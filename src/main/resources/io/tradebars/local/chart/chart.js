'use strict';
// Candles of one symbol: the last bars from Redis, then the newest few of them every second.
const UP = '#1a9b72', DOWN = '#d6455d', SHOWN = 180, POLL_MILLIS = 1000;
const dark = matchMedia('(prefers-color-scheme: dark)');
const select = document.getElementById('symbol');
const state = document.getElementById('state');
const last = document.getElementById('last');
let chart, bars = new Map();

function draw() {
  const sorted = [...bars.values()].sort((a, b) => a.t - b.t).slice(-SHOWN);
  const color = bar => bar.c >= bar.o ? UP : DOWN;
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    grid: [{ left: 12, right: 76, top: 16, height: '68%' }, { left: 12, right: 76, top: '78%', bottom: 34 }],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: { trigger: 'axis', axisPointer: { type: 'cross' }, formatter: describe },
    xAxis: [0, 1].map(i => ({
      type: 'category', gridIndex: i, data: sorted.map(bar => bar.t), axisTick: { show: false },
      axisLabel: { show: i === 1, formatter: t => clock(Number(t)) },
    })),
    yAxis: [
      { scale: true, position: 'right', splitLine: { lineStyle: { opacity: .25 } } },
      { gridIndex: 1, position: 'right', splitNumber: 2, splitLine: { show: false } },
    ],
    series: [
      { name: 'price', type: 'candlestick', data: sorted.map(bar => [bar.o, bar.c, bar.l, bar.h]),
        itemStyle: { color: UP, color0: DOWN, borderColor: UP, borderColor0: DOWN } },
      { name: 'volume', type: 'bar', xAxisIndex: 1, yAxisIndex: 1,
        data: sorted.map(bar => ({ value: bar.v, itemStyle: { color: color(bar), opacity: .6 } })) },
    ],
  });
  const bar = sorted[sorted.length - 1];
  last.textContent = bar ? line(bar) : '';
}

const clock = t => new Date(t).toISOString().slice(11, 16);
const line = bar => `${clock(bar.t)} UTC  O ${bar.o}  H ${bar.h}  L ${bar.l}  C ${bar.c}  V ${bar.v}  VW ${bar.vw ?? '–'}`
  + `  ${bar.n} trades${bar.x === false ? ' (open)' : ''}`;

function describe(points) {
  const bar = bars.get(Number(points[0].axisValue));
  const box = document.createElement('div');
  box.textContent = bar ? line(bar) : '';
  return box;
}

async function get(path) {
  const response = await fetch(path, { cache: 'no-store' });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

async function refreshSymbols() {
  const symbols = await get('api/symbols');
  if (symbols.length !== select.options.length) {
    const chosen = select.value;
    select.replaceChildren(...symbols.map((series, i) => {
      const name = series.venue ? `${series.symbol} (${series.venue})` : series.symbol;
      return Object.assign(new Option(name, String(i)), { series });
    }));
    if (chosen) select.value = chosen;
  }
}

async function refreshBars(count) {
  const series = select.selectedOptions[0]?.series;
  if (!series) { state.textContent = 'waiting for the first bar'; return; }
  const query = new URLSearchParams({ symbol: series.symbol, last: count });
  if (series.venue) query.set('venue', series.venue);
  for (const bar of await get(`api/bars?${query}`)) bars.set(bar.t, bar);
  state.textContent = 'live';
  draw();
}

async function poll() {
  try {
    await refreshSymbols();
    await refreshBars(bars.size ? 8 : SHOWN);
  } catch (error) {
    state.textContent = `no answer: ${error.message}`;
  }
  setTimeout(poll, POLL_MILLIS);
}

function start() {
  chart?.dispose();
  chart = echarts.init(document.getElementById('chart'), dark.matches ? 'dark' : null);
  draw();
}

select.addEventListener('change', () => { bars = new Map(); refreshBars(SHOWN).catch(() => {}); });
addEventListener('resize', () => chart.resize());
dark.addEventListener('change', start);
start();
poll();
