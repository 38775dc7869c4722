// What the page holds after 10,000 movements of sliders beyond what it held before them: the heap of JavaScript after a forced collection, nodes and
// listeners, and the memory of its WebAssembly module, which never shrinks.
import { open, launch, rested } from '../lib/page.mjs';
import { measured } from '../lib/figures.mjs';

const MOVES = 10_000;
const WARM_UP = 1_000;
const BUDGET_BYTES = 1 << 20;
const SLIDERS = ['#in-queries_per_day', '#in-change_days', '#in-strictness'];

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
// The page's module keeps its memory to itself; this remembers it when the module starts.
await context.addInitScript(() => {
  globalThis.memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const start = WebAssembly[name];
    WebAssembly[name] = async function remembering(...args) {
      const started = await start.apply(this, args);
      const { exports } = started.instance ?? started;
      for (const each of Object.values(exports)) if (each instanceof WebAssembly.Memory) globalThis.memories.push(each);
      return started;
    };
  }
});
const page = await context.newPage();
await page.goto(process.env.FORKCAST_URL);
await page.waitForSelector('html[data-ready=true]');
await rested(page);
const session = await context.newCDPSession(page);
await session.send('HeapProfiler.enable');

/** Moves sliders back and forth, a movement in each frame at the most. */
const move = (moves) => page.evaluate(async ({ count, selectors }) => {
  const sliders = selectors.map((selector) => document.querySelector(selector));
  const home = sliders.map((slider) => slider.value);
  for (let i = 0; i < count; i += 1) {
    const slider = sliders[i % sliders.length];
    const [least, most] = [Number(slider.min || 0), Number(slider.max || 100)];
    slider.value = String(least + (most - least) * ((i * 0.618_034) % 1));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
  }
  // The same scenario at the end as at the start: another would have texts of other lengths.
  for (const [i, slider] of sliders.entries()) {
    slider.value = home[i];
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }
}, { count: moves, selectors: SLIDERS });

async function held() {
  await rested(page);
  for (let i = 0; i < 3; i += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const wasm = await page.evaluate(() => globalThis.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
  return { heap: usedSize, wasm, nodes, listeners: jsEventListeners };
}

await move(WARM_UP);
const before = await held();
await move(MOVES);
const after = await held();
await browser.close();
if (before.wasm === 0) throw new Error('the memory of the module was not found');
const grown = (after.heap - before.heap) + (after.wasm - before.wasm);
const kb = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
measured(`memory grown over ${MOVES.toLocaleString('en')} movements of sliders: heap of JavaScript and memory of the module`,
  `${kb(after.heap - before.heap)} + ${kb(after.wasm - before.wasm)}`, `<= ${kb(BUDGET_BYTES)}`, grown > BUDGET_BYTES);
measured('held before: heap of JavaScript, memory of the module', `${kb(before.heap)}, ${kb(before.wasm)}`);
measured('nodes and listeners grown over the same', `${after.nodes - before.nodes}, ${after.listeners - before.listeners}`);
