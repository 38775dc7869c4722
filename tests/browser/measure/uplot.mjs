// The line chart beside uPlot in one browser: the same values, size and pixels, in turn. A step is new values taken, drawn and painted: a pixel is read
// back, so that the painting is over when the clock stops. Without that Chromium paints after the step, or in another thread.
// FORKCAST_SPEED is the folder of the module of tests/speed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../lib/page.mjs';
import { at, compared, measured } from '../lib/figures.mjs';

const STEPS = 60;
const ROUNDS = 7;
const SIZE = { width: 640, height: 340 };
const packages = process.env.FORKCAST_NODE_MODULES;
// Isolated, a page has a clock of 5 µs in place of 100.
const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const file = (path, type) => ({ body: readFileSync(path), headers: { ...headers, 'content-type': type } });
const files = {
  '/': { headers: { ...headers, 'content-type': 'text/html' }, body: `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/uPlot.css"><script src="/uPlot.js"></script>
    <canvas id="ours" style="width:${SIZE.width}px;height:${SIZE.height}px"></canvas><div id="theirs"></div>` },
  '/uPlot.js': file(join(packages, 'uplot/dist/uPlot.iife.min.js'), 'text/javascript'),
  '/uPlot.css': file(join(packages, 'uplot/dist/uPlot.min.css'), 'text/css'),
  '/speed.js': file(join(process.env.FORKCAST_SPEED, 'speed.mjs'), 'text/javascript'),
  '/speed_bg.wasm': file(join(process.env.FORKCAST_SPEED, 'speed_bg.wasm'), 'application/wasm'),
};

/** In the page: the times of one case, ms. */
async function timed({ size, points, kind, steps }) {
  const { default: init, Chart } = await import('/speed.js');
  await init();
  const colours = ['#0b6e4f', '#8a5a00', '#1f5fbf', '#a03070'];
  const dashes = [[8, 4], [2, 3], [10, 3, 2, 3], [4, 4]];
  const x = Float64Array.from({ length: points }, (_, i) => i);
  const isDashed = kind === 'dashed';
  // Each step moves the lines, and with them the axis, as a slider does. A walk turns at each point; the others are curves, as those of cost are.
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
  const walks = colours.map((_, k) => {
    let sum = 3000 * (k + 1);
    return Float64Array.from(x, () => { sum += 4000 * random() / Math.sqrt(points); return sum; });
  });
  const curve = (k, step) => (i) => 1000 * (k + 1) * (1 + step / 100) + 40 * i * (2000 / points) * (k + 1)
    + 900 * Math.sin((i / points) * 40 + k + step / 9);
  const values = (step) => colours.map((_, k) => (kind === 'walk' ? walks[k].map((y) => y * (1 + step / 100)) : Float64Array.from(x, curve(k, step))));
  const box = document.querySelector('#theirs');
  box.textContent = '';
  const plot = new globalThis.uPlot({
    ...size,
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false } },
    axes: [{ grid: { show: false }, font: '12px sans-serif' }, { font: '12px sans-serif' }],
    series: [{}, ...colours.map((stroke, k) => ({ stroke, width: 1.75, points: { show: false }, dash: isDashed ? dashes[k] : undefined }))],
  }, [x, ...values(0)], box);
  const ours = document.querySelector('#ours');
  const chart = new Chart(ours, size.width, size.height, devicePixelRatio, isDashed);
  const task = () => new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  const canvas = { ours: ours.getContext('2d'), theirs: box.querySelector('canvas').getContext('2d') };
  const flat = new Float64Array(points * colours.length);
  const draw = {
    ours: (data) => {
      data.forEach((series, k) => flat.set(series, k * points));
      chart.update(x, flat);
    },
    theirs: (data) => { plot.setData([x, ...data]); },
  };
  const times = { ours: [], theirs: [] };
  const scripts = { ours: [], theirs: [] };
  for (let step = 0; step < steps; step += 1) {
    const data = values(step);
    for (const who of step % 2 ? ['ours', 'theirs'] : ['theirs', 'ours']) {
      await task();
      const start = performance.now();
      draw[who](data);
      // uPlot draws in a microtask.
      for (let k = 0; k < 10; k += 1) await null;
      const scripted = performance.now();
      canvas[who].getImageData(0, 0, 1, 1);
      const end = performance.now();
      scripts[who].push(scripted - start);
      times[who].push(end - start);
    }
  }
  plot.destroy();
  chart.free();
  return { times, scripts };
}

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 800, height: 800 }, deviceScaleFactor: 2 });
const page = await context.newPage();
await page.route('**/*', (route) => {
  const found = files[new URL(route.request().url()).pathname];
  return found ? route.fulfill(found) : route.fulfill({ status: 404, body: '' });
});
await page.goto('http://localhost/');
const CASES = [[200, 'curves'], [2000, 'curves'], [2000, 'walk'], [2000, 'dashed']];
for (const [points, kind] of CASES) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await page.evaluate(timed, { size: SIZE, points, kind, steps: STEPS }));
  const all = (part, who) => rounds.flatMap((round) => round[part][who]);
  const name = `line chart, 4 × ${points.toLocaleString('en')} points, ${kind}`;
  for (const share of [0.5, 0.95]) {
    const [ours, theirs] = ['ours', 'theirs'].map((who) => at(all('times', who), share));
    const budget = share === 0.95 && kind !== 'walk';
    measured(`${name}: taken, drawn and painted at DPR 2, p${share * 100}, ours / uPlot`,
      `${ours.toFixed(2)} / ${theirs.toFixed(2)} ms = ${(ours / theirs).toFixed(2)}`, budget ? '<= 1.00' : '', budget && ours > theirs);
  }
  const [ours, theirs] = ['ours', 'theirs'].map((who) => at(all('scripts', who), 0.5));
  measured(`${name}: of that the script, p50, ours / uPlot`, `${ours.toFixed(2)} / ${theirs.toFixed(2)} ms`);
  // What disturbs a step makes it slower: the quick steps of both charts are those that compare. Curves of 2,000 points take ours a millisecond, too
  // little for a tenth of it to mean something.
  const [quick, quickTheirs] = ['ours', 'theirs'].map((who) => at(all('times', who), 0.1));
  if (points === 200 || kind === 'walk') compared(`chart_${points}_${kind}_over_uplot`, quick / quickTheirs);
}
await browser.close();
