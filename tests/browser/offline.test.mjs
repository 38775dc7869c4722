// The page without a network, and its next build.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as at from './lib/page.mjs';

const FINISH = new URL('../../xtask/src/page/finish.mjs', import.meta.url).pathname;
let server, browser, dist;
before(async () => { browser = await at.launch(); });
after(async () => { await browser?.close(); });
test.beforeEach(async () => {
  dist = mkdtempSync(join(tmpdir(), 'forkcast-dist-'));
  cpSync(at.DIST, dist, { recursive: true });
  server = await at.serve([], dist);
});
test.afterEach(() => { server.stop(); rmSync(dist, { recursive: true }); });

const read = (name) => readFileSync(join(dist, name), 'utf8');
/** Writes a file of the served page; its compressed copies are of what it was. */
function write(name, text) {
  writeFileSync(join(dist, name), text);
  for (const ending of ['br', 'gz']) rmSync(join(dist, `${name}.${ending}`), { force: true });
}

/** Another build of the page: another title, another script under another name. */
function rebuild() {
  const script = readdirSync(dist).find((name) => /^forkcast-app-[0-9a-f]+\.js$/.test(name));
  const next = 'forkcast-app-00000000000000f1.js';
  const index = read('index.html').replace(/<title>[^<]*/, '<title>The next build').replaceAll(script, next)
    .replace(new RegExp(`(${next}"[^>]*?) integrity="[^"]*"`, 'g'), '$1');
  writeFileSync(join(dist, next), `${read(script)}\ndocument.documentElement.dataset.build = 'next';\n`);
  for (const name of readdirSync(dist).filter((name) => name.startsWith(script))) rmSync(join(dist, name));
  write('index.html', index);
  execFileSync(process.execPath, [FINISH, dist, '']);
  for (const name of ['sw.js', 'embed.html']) write(name, read(name));
}

/** Visits the page and waits until it is kept. */
async function visit(options = {}) {
  const page = await at.open(browser, server.url, { serviceWorkers: 'allow', ...options });
  await kept(page);
  return page;
}
/** Playwright's own waiting takes a promise for a yes. */
async function until(page, holds, given) {
  while (!(await page.evaluate(holds, given))) await page.waitForTimeout(50);
}
const kept = (page) => until(page, async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated');
const sets = (page) => page.evaluate(async () => Promise.all((await caches.keys()).map(async (name) => [name, (await (await caches.open(name)).keys()).length])));
const title = (page) => page.evaluate(() => document.title);

test('after one visit the page opens without a network, with all its parts and files', async () => {
  const page = await visit();
  const [[, count], ...others] = await sets(page);
  assert.deepEqual(others, []);
  assert.equal(count, Object.keys(JSON.parse(read('sw.js').match(/^const FILES = (.*);$/m)[1])).length);
  server.stop();
  await page.context().setOffline(true);
  page.wrongs = [];
  await page.goto(`${server.url}#v1&queries_per_day=50000`);
  await page.reload();
  await at.ready(page);
  await at.agrees(page);
  // The parts that are loaded late, and a document beside the page.
  await page.locator('#why').scrollIntoViewIfNeeded();
  await page.waitForSelector('.insight-next');
  await page.locator('#card-cost .menu summary').click();
  await Promise.all([page.waitForEvent('download'), page.locator('#svg-cost').click()]);
  await at.shot(page, 'offline');
  await page.goto(`${server.url}method.html`);
  assert.notEqual(await page.locator('main.method').evaluate((main) => getComputedStyle(main).maxWidth), 'none', 'with its style sheet');
  await page.context().close();
});

test('a new build appears with one reload, whole, and then without a network too', async () => {
  const page = await visit();
  const [[former]] = await sets(page);
  rebuild();
  await page.reload();
  await at.ready(page);
  assert.equal(await title(page), 'The next build');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.build), 'next', 'script and document are of one build');
  await until(page, async (former) => { const names = await caches.keys(); return names.length === 1 && names[0] !== former; }, former);
  server.stop();
  await page.context().setOffline(true);
  await page.reload();
  await at.ready(page);
  assert.equal(await title(page), 'The next build');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.build), 'next');
  await page.context().close();
});

test('a build with a file that is not what its list says is not kept, and the former set stays whole', async () => {
  const page = await visit();
  const before = await sets(page);
  rebuild();
  write('method.html', `${read('method.html')}<!-- altered on its way -->`);
  const ended = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = new Promise((done) => registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker.addEventListener('statechange', () => done(worker.state));
    }));
    registration.update().catch(() => {});
    return found;
  });
  assert.equal(await ended, 'redundant');
  await until(page, async () => (await caches.keys()).length === 1);
  assert.deepEqual(await sets(page), before);
  server.stop();
  await page.context().setOffline(true);
  await page.reload();
  await at.ready(page);
  assert.notEqual(await title(page), 'The next build');
  await at.agrees(page);
  await page.context().close();
});

test('no frame and no page that the build did not finish starts a worker', async () => {
  assert.ok(!read('embed.html').includes('data-offline'));
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  for (const sandbox of ['sandbox="allow-scripts"', 'sandbox="allow-scripts allow-same-origin"', '']) {
    await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body: `<iframe ${sandbox} src="embed.html#v1&embed=verdict"></iframe>` }));
    await page.goto(`${server.url}host.html`);
    const inner = await (await page.waitForSelector('iframe')).contentFrame();
    await inner.waitForSelector('html[data-ready=true]');
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0, sandbox);
  }
  write('index.html', read('index.html').replace(' data-offline="sw.js"', ''));
  await page.goto(server.url);
  await at.ready(page);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await context.close();
});

test('sw-remove.js in the place of sw.js removes worker and files', async () => {
  const page = await visit();
  write('sw.js', read('sw-remove.js'));
  await page.reload();
  await at.ready(page);
  await until(page, async () => (await caches.keys()).length === 0);
  await page.goto('about:blank');
  await page.goto(`${server.url}method.html`);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
  assert.deepEqual(await sets(page), []);
  await page.context().close();
});

test('worker and documents are asked for again, hashed files are not, and the manifest names icons that exist', async () => {
  const of = async (name) => (await fetch(server.url + name)).headers.get('cache-control');
  for (const name of ['', 'sw.js', 'manifest.webmanifest', 'method.html', 'embed.js', 'embed.html']) assert.equal(await of(name), 'no-cache', name);
  for (const name of readdirSync(dist).filter((name) => /\.(wasm|css)$/.test(name))) assert.match(await of(name), /immutable/, name);
  const manifest = JSON.parse(read('manifest.webmanifest'));
  for (const { src, type } of manifest.icons) {
    const icon = await fetch(server.url + src);
    assert.deepEqual([icon.status, icon.headers.get('content-type')], [200, type]);
  }
});
