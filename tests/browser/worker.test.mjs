// A worker does the long work, or the page itself if no worker is available: the results are the same.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** Waits until everything is computed: flips, map, simulations, and the value of information. */
async function settled(page) {
  await at.rested(page);
  await page.locator('#why').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => {
    const next = document.querySelector('.insight-next');
    return next && !next.classList.contains('stale') && next.textContent.includes('over 10,000 simulations')
      && !document.querySelector('#changes.stale, #confidence.stale');
  });
}

/** The results that the page shows. */
const shown = (page) => page.evaluate(() => ({
  confidence: document.querySelector('#confidence-text').textContent,
  next: document.querySelector('.insight-next').textContent,
}));

/** The page after some quick changes of an input, each of which makes the work before it obsolete. */
async function moved(page) {
  for (const key of ['ArrowRight', 'ArrowRight', 'PageUp', 'End', 'ArrowLeft']) await page.locator('#in-strictness').press(key);
  // *How sure is this?* follows the address, which lags behind the input.
  await at.agrees(page);
  await settled(page);
  return shown(page);
}

test('a worker does the work, with the page’s own module', async () => {
  const page = await at.open(browser, server.url);
  const downloaded = [];
  page.on('request', (r) => { if (r.url().endsWith('.wasm')) downloaded.push(r.url()); });
  await settled(page);
  assert.equal(page.workers().length, 1);
  const modules = new Set(downloaded);
  assert.ok([...modules].every((url) => /\/(?:split|chunk)_/.test(url)), 'the module that runs already is not downloaded again');
  await at.agrees(page);
  await at.close(page);
});

const NONE = {
  'the page may not have a worker': [async (page) => page.addInitScript(() => {
    window.Worker = class { constructor() { throw new DOMException('no worker here', 'SecurityError'); } };
  }), /^$/],
  'the worker’s script is missing': [async (page) => page.route('**/worker.js', (route) => route.fulfill({ status: 404, body: '' })), /404/],
  'the worker’s script fails': [async (page) => page.route('**/worker.js', (route) => route.fulfill({
    status: 200, contentType: 'text/javascript', body: 'throw new Error("broken on purpose");' })), /broken on purpose/],
};

for (const [name, [spoil, told]] of Object.entries(NONE)) {
  test(`if ${name}, the page does the work and shows the same`, async () => {
    const page = await at.open(browser, server.url);
    await settled(page);
    const by_worker = await moved(page);
    await at.close(page);

    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const without = await context.newPage();
    const wrongs = [];
    without.on('console', (m) => { if (m.type() === 'error') wrongs.push(m.text()); });
    without.on('pageerror', (e) => wrongs.push(e.message));
    await spoil(without);
    await without.goto(server.url);
    await at.ready(without);
    await settled(without);
    assert.deepEqual(await moved(without), by_worker);
    assert.equal(without.workers().length, 0, 'a worker that failed is terminated');
    assert.deepEqual(wrongs.filter((wrong) => !told.test(wrong)), []);
    await context.close();
  });
}
