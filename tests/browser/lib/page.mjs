// A server, a browser, and a page that remembers everything that went wrong on it.
import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const { FORKCAST_BIN: BIN, FORKCAST_DIST: DIST } = process.env;
export const ARTEFACTS = process.env.FORKCAST_ARTEFACTS ?? 'artefacts';
mkdirSync(ARTEFACTS, { recursive: true });

/** The sliders of the first view. */
export const MAIN = ['change_days', 'queries_per_day', 'budget_monthly_usd', 'ttft_p95_ms', 'strictness', 'examples', 'corpus_tokens'];
/** The charts, by their short names. */
export const CHARTS = ['cost', 'volume', 'latency', 'quality', 'map'];

/** Starts `forkcast serve` on a free port; gives its address and what stops it. */
export async function serve() {
  const child = spawn(BIN, ['serve', '--port', '0', '--dist', DIST], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`forkcast serve ended with ${code}: ${said}`)));
  });
  return { url, stop: () => child.kill('SIGTERM') };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** A server and a browser for the file's tests. */
export function suite() {
  const own = {};
  before(async () => {
    own.server = await serve();
    own.url = own.server.url;
    own.browser = await launch();
  });
  after(async () => {
    await own.browser?.close();
    own.server?.stop();
  });
  /** Opens the page in a profile of its own. */
  own.open = (fragment = '', options = {}) => open(own.browser, own.url + fragment, options);
  /** A test on a page: afterwards nothing may have gone wrong on it. */
  own.test = (name, fragment, body, options = {}) => test(name, { timeout: 60_000 }, async () => {
    const page = await own.open(fragment, options);
    try {
      await body(page);
      assert.deepEqual(page.wrongs, []);
    } finally {
      await page.context().close();
    }
  });
  return own;
}

/** A page in a profile of its own. `page.wrongs` collects errors, CSP violations, failed answers and requests to other origins. */
export async function open(browser, url, { prepare, allowed = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  const origins = [new URL(url).origin, ...allowed];
  watch(page, origins);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));
    addEventListener('unhandledrejection', (e) => console.error(`unhandled: ${e.reason}`));
  });
  if (prepare) await page.addInitScript(prepare);
  await page.goto(url);
  if (options.javaScriptEnabled !== false && !allowed.length) await ready(page);
  return page;
}

function watch(page, origins) {
  page.wrongs = [];
  page.requests = [];
  page.on('console', (m) => { if (m.type() === 'error') page.wrongs.push(`console: ${m.text()}`); });
  page.on('pageerror', (e) => page.wrongs.push(`uncaught: ${e.message}`));
  page.on('crash', () => page.wrongs.push('the page crashed'));
  page.on('response', (r) => { if (r.status() >= 400) page.wrongs.push(`${r.status()}: ${r.url()}`); });
  page.on('request', (r) => {
    page.requests.push(r.url());
    if (/^(https?|wss?):/.test(r.url()) && !origins.includes(new URL(r.url()).origin)) page.wrongs.push(`foreign request: ${r.url()}`);
  });
}

export const ready = (page) => page.waitForSelector('html[data-ready=true]', { state: 'attached' });

/** Waits until what is worked out at rest belongs to the scenario as it stands, and was painted. */
export async function rested(page) {
  await page.waitForFunction(() => {
    const text = document.querySelector('#confidence-text');
    return !text || / 10,000 futures/.test(text.textContent);
  });
  await painted(page);
}

/** Waits for two frames: what the first was asked to draw is on the screen when the second begins. */
export const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

export async function close(page) {
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
}

/** Runs the command line, which has the same engine: the oracle. */
const ask = (...args) => JSON.parse(execFileSync(BIN, args, { encoding: 'utf8', maxBuffer: 1 << 24, stdio: ['ignore', 'pipe', 'ignore'] }));

/** What the engine says of a link, with inputs set on top; without a link, of the defaults. */
export function decide(link, set = {}) {
  const more = Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  return ask('decide', '--json', ...(link?.includes('#') ? ['--url', link] : []), ...more);
}

export const decidePreset = (id) => ask('decide', '--json', '--preset', id);
export const presets = () => ask('presets', '--json');
let table;
export const inputs = () => (table ??= ask('inputs', '--json'));

/** The value of an input at a place of its slider, 0 to 1, unrounded. */
export function valueAt(key, place) {
  const { min, max, scale } = inputs().find((i) => i.key === key);
  if (scale === 'linear') return min + (max - min) * place;
  if (scale === 'log') return min * (max / min) ** place;
  throw new Error(`${key}: ${scale}`);
}

export const text = (page, selector) => page.locator(selector).innerText();

/** The page's own link as it stands: what "Copy link" copies, at once, whatever the address bar still says. */
export const link = (page) => page.evaluate(() => new Promise((done) => {
  const board = navigator.clipboard;
  board.writeText = (text) => {
    delete board.writeText;
    done(text);
    return Promise.resolve();
  };
  document.querySelector('#copy-link').click();
}));

/** Waits until the address is the page's link. */
export async function addressed(page) {
  const wanted = await link(page);
  await page.waitForFunction((wanted) => location.href === wanted, wanted);
  return wanted;
}

/** The headline as the page shows it, and as the engine says it for the page's link. They must agree. */
export async function agrees(page, where = '') {
  const of = await link(page);
  const { verdict } = decide(of);
  assert.equal(await text(page, '#headline'), verdict.headline, `${where} ${of}`);
  assert.equal(await text(page, '#subtitle'), verdict.subtitle, `${where} ${of}`);
  return verdict;
}

/** Moves a slider's thumb by the mouse, held down, to places from 0 to 1; lets go unless told otherwise. */
export async function drag(page, key, places, { hold = false } = {}) {
  const slider = page.locator(`#in-${key}`);
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  // A thumb's centre runs from half its width to the track's end less as much.
  const thumb = 16;
  const x = (place) => box.x + thumb / 2 + (box.width - thumb) * place;
  const y = box.y + box.height / 2;
  await page.mouse.move(x(await slider.inputValue() / 1000), y);
  await page.mouse.down();
  for (const place of places) await page.mouse.move(x(place), y, { steps: 4 });
  if (!hold) await page.mouse.up();
}

/** What a ribbon shows: one cell each, `{winner, feasible}`. */
export const ribbon = (page, key) => page.locator(`#ribbon-${key}`).evaluate((r) => r.dataset.winners.split(',').flatMap((run) => {
  const [name, n] = run.split(':');
  return Array(+n).fill(0).map(() => ({ winner: name.replace(/^-/, ''), feasible: !name.startsWith('-') }));
}));

export const pixels = (page, selector) => page.locator(selector).evaluate((canvas) => canvas.toDataURL());

/** The pixels of every chart. */
export const allPixels = (page) => page.evaluate((charts) => charts.map((id) => document.querySelector(`#chart-${id}`).toDataURL()), CHARTS);

export const shot = (page, name, options = {}) => page.screenshot({ path: join(ARTEFACTS, `${name}.png`), ...options });
