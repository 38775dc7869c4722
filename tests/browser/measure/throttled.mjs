// The longest task of the page's main thread while a slider moves, and while the page is idle and everything is computed again: its CPU time,
// times six. That is its time on a machine six times slower, without the load of other programs on this machine.
import { open, launch, rested } from '../lib/page.mjs';

const RATE = 6;
const BUDGET_MS = 50;
const browser = await launch();
const page = await open(browser, process.env.FORKCAST_URL);
await rested(page);
await page.locator('#why').scrollIntoViewIfNeeded();
await page.waitForSelector('.insight-next:not(.stale)');
await page.evaluate(() => scrollTo(0, 0));
await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'] });
await page.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const slider = document.querySelector('#in-queries_per_day');
  performance.mark('moving');
  for (let i = 0; i < 60; i += 1) {
    await frame();
    slider.value = String(200 + i * 8);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }
  await frame();
  performance.mark('idle');
  const fresh = () => / 10,000 simulations/.test(document.querySelector('#confidence-text').textContent)
    && !document.querySelector('#changes.stale, #confidence.stale, .insight-next.stale');
  // *How sure is this?* follows the address, which lags behind the input.
  do await new Promise((done) => setTimeout(done, 500)); while (!fresh());
  performance.mark('end');
});
const events = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
await browser.close();
const mark = (name) => events.find((e) => e.name === name && e.cat.includes('user_timing'));
const tasks = events.filter((e) => e.pid === mark('moving').pid && e.tid === mark('moving').tid && e.ph === 'X' && e.name.includes('RunTask'));
const longest = (from, to) => Math.max(0, ...tasks.filter((t) => t.ts >= mark(from).ts && t.ts < mark(to).ts).map((t) => t.tdur / 1000)) * RATE;
let over = false;
for (const [what, ms] of [['while a slider moves', longest('moving', 'idle')], ['while the page is idle', longest('idle', 'end')]]) {
  over ||= ms > BUDGET_MS;
  console.log(`measured\tlongest task ${what}, CPU time × ${RATE}\t${ms.toFixed(0)} ms\t<= ${BUDGET_MS} ms`);
}
process.exit(over ? 1 : 0);
