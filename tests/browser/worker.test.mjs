// Long work is done by a worker, and by the page itself where no worker can be had: the answers are the same.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** Everything is worked out: flips, map, futures, and what each unknown is worth knowing. */
async function settled(page) {
  await at.rested(page);
  await page.locator('#why').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => {
    const next = document.querySelector('.insight-next');
    return next && !next.classList.contains('stale') && next.textContent.includes('over 10,000 futures')
      && !document.querySelector('#changes.stale, #confidence.stale');
  });
}

/** What the page shows of it. */
const shown = (page) => page.evaluate(() => ({
  confidence: document.querySelector('#confidence-text').textContent,
  next: document.querySelector('.insight-next').textContent,
}));

/** The page after some quick movements, each of which makes the work before it worthless. */
async function moved(page) {
  for (const key of ['ArrowRight', 'ArrowRight', 'PageUp', 'End', 'ArrowLeft']) await page.locator('#in-strictness').press(key);
  // *Why believe it* follows the address, which lags behind the hand.
  await at.agrees(page);
  await settled(page);
  return shown(page);
}

test('a worker does it, with the page’s own module', async () => {
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
  'the page may have no worker': [async (page) => page.addInitScript(() => {
    window.Worker = class { constructor() { throw new DOMException('no worker here', 'SecurityError'); } };
  }), /^$/],
  'the worker’s script is gone': [async (page) => page.route('**/worker.js', (route) => route.fulfill({ status: 404, body: '' })), /404/],
  'the worker’s script fails': [async (page) => page.route('**/worker.js', (route) => route.fulfill({
    status: 200, contentType: 'text/javascript', body: 'throw new Error("broken on purpose");' })), /broken on purpose/],
};

for (const [name, [spoil, told]] of Object.entries(NONE)) {
  test(`where ${name}, the page does it and says the same`, async () => {
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
    assert.deepEqual(wrongs.filter((wrong) => !told.test(wrong)), []);
    await context.close();
  });
}
