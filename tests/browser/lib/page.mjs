// A server, a browser, and a page that remembers everything that went wrong on it.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const BIN = process.env.FORKCAST_BIN;
export const DIST = process.env.FORKCAST_DIST;
export const ARTEFACTS = process.env.FORKCAST_ARTEFACTS ?? 'artefacts';
mkdirSync(ARTEFACTS, { recursive: true });

/** Folders of the page in the languages that it was built in; English lies in none. */
export const LANGUAGES = ['', ...(existsSync(join(DIST ?? '', 'de/index.html')) ? ['de/'] : [])];

/** The file name of the chunk; undefined if the page was built as one module. */
export const chunk = DIST && readdirSync(DIST).find((name) => /^split_beside.*\.wasm$/.test(name));

/** The addresses of the chunks that the page has downloaded. */
export const late = (page) => page.evaluate(() => performance.getEntriesByType('resource').map((e) => e.name).filter((n) => /\/(?:split|chunk)_[^/]*\.wasm$/.test(n)));

/** The workbench and *How sure is this?* were downloaded once: their chunk, with what it shares, and none of the other chunks. */
export async function modulesOnce(page) {
  const files = (await late(page)).map((url) => url.split('/').pop());
  assert.equal(new Set(files).size, files.length, `${files}`);
  assert.ok(files.includes(chunk), `${files}`);
  assert.deepEqual(files.filter((name) => name.startsWith('split_') && name !== chunk), []);
}

/** A file for results that no other server of the tests uses. */
export const database = () => join(mkdtempSync(join(tmpdir(), 'forkcast-browser-')), 'runs.sqlite');

/** Starts llama.cpp, PostgreSQL and the rest; gives their addresses and what stops them. */
export async function testServers() {
  const child = spawn(join(dirname(BIN), 'test_servers'), { stdio: ['pipe', 'pipe', 'inherit'] });
  const found = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve(JSON.parse(said));
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`test_servers ended with ${code}: ${said}`)));
  });
  return { ...found, stop: () => child.stdin.end() };
}

/** Starts `forkcast serve` on a free port; gives its address and what stops it. */
export async function serve(more = [], dist = DIST) {
  const child = spawn(BIN, ['serve', '--port', '0', '--dist', dist, '--database', database(), ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** In a page or a worker: tells the console of each violation of its policy. */
function tellOfViolations() {
  addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));
}

/** Marks the browser as one that the page has been opened in; a sandbox keeps nothing. */
function hasVisited() {
  try { localStorage.setItem('forkcast.introduced', '1'); } catch { /* Nothing is kept, so nothing is shown either. */ }
}

/**
 * A running Chromium. On a loaded machine it now and then crashes before it has opened a window (SIGSEGV with no page loaded), and with it
 * a whole file of tests: such a start is tried again and reported. A crash with a page open still fails its test.
 */
async function started(attempts = 3) {
  try {
    return await chromium.launch({
      executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
  } catch (e) {
    if (attempts === 1) throw e;
    console.error(`Chromium did not start, trying again: ${e.message.split('\n')[0]}`);
    return started(attempts - 1);
  }
}

/**
 * A browser. A violation of a Content-Security-Policy and an error that nothing catches, on any page of it, in any frame or worker, fail
 * the file of tests at its end. `browser.meant` names those that a test brings about on purpose, by a part of their text.
 */
export async function launch() {
  const browser = await started();
  const violations = [];
  browser.meant = [];
  const note = (text) => { if (!browser.meant.some((part) => text.includes(part))) violations.push(text); };
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async ({ isFirstVisit = false, ...options } = {}) => {
    // A worker that keeps the page would answer in place of the routes that tests set. The tests of that worker allow it.
    const context = await newContext({ serviceWorkers: 'block', ...options });
    context.on('console', (m) => { if (/Content Security Policy|^CSP:/.test(m.text())) note(m.text()); });
    context.on('weberror', (e) => note(`uncaught: ${e.error().stack ?? e.error()}`));
    // Where the browser's own words are others one day, the event is the same. Of workers there is only the event.
    await context.addInitScript(tellOfViolations);
    // The introduction of a first visit would lie over what other tests look at.
    if (!isFirstVisit) await context.addInitScript(hasVisited);
    context.on('page', (page) => page.on('worker', (worker) => worker.evaluate(tellOfViolations).catch(() => {})));
    return context;
  };
  // Not by an error when the browser is closed: whatever is to be stopped after it has to be.
  process.once('exit', () => {
    if (violations.length === 0) return;
    writeSync(2, `A page violates its policy, or leaves an error uncaught:\n${violations.join('\n')}\n`);
    process.exitCode = 1;
  });
  return browser;
}

/** A page in a profile of its own. `page.wrongs` collects errors, CSP violations and requests to other origins. */
export async function open(browser, url, { isPage = true, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  page.wrongs = [];
  const origin = new URL(url).origin;
  page.on('console', (m) => { if (m.type() === 'error') page.wrongs.push(`console: ${m.text()}`); });
  page.on('pageerror', (e) => page.wrongs.push(`uncaught: ${e.message}`));
  page.on('request', (r) => {
    if (/^https?:/.test(r.url()) && new URL(r.url()).origin !== origin) page.wrongs.push(`foreign request: ${r.url()}`);
  });
  await page.goto(url);
  if (options.javaScriptEnabled !== false && isPage) await ready(page);
  return page;
}

export const ready = (page) => page.waitForSelector('html[data-ready=true]');

/** Waits until what is worked out at rest belongs to the scenario as it stands. */
export const rested = (page) => page.waitForFunction(() => {
  const text = document.querySelector('#confidence-text');
  return (!text || / 10[,.]000 [Ss]imulation/.test(text.textContent)) && !document.querySelector('#changes.stale');
});

/** What axe finds on the page, or in the part that a selector names, once the page is at rest. */
export async function violations(page, part) {
  await rested(page);
  // Evaluated by the debugger, which the page's own policy does not bind.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate((part) => window.axe.run(part ?? document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }), part);
  assert.ok(found.passes.length > (part ? 0 : 20), 'axe looked');
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
}

export async function close(page) {
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
}

/** What the engine says of a link: the command line as the oracle. */
export function decide(link) {
  const args = !link?.includes('#') ? ['decide', '--json'] : ['decide', '--url', link, '--json'];
  return JSON.parse(execFileSync(BIN, args, { encoding: 'utf8', maxBuffer: 1 << 24 }));
}

/** What `forkcast decide` prints. */
export const decideText = (args) => execFileSync(BIN, ['decide', ...args], { encoding: 'utf8' }).trim();

export const presets = () => JSON.parse(execFileSync(BIN, ['presets', '--json'], { encoding: 'utf8' }));

export const text = (page, selector) => page.locator(selector).innerText();

/** The page's own link as it stands; the address lags behind a moving slider, so it waits for it. */
export async function link(page) {
  await page.waitForTimeout(0);
  return page.evaluate(() => location.href);
}

/** The headline as the page shows it, and as the engine says it for the page's link. They must agree. */
export async function agrees(page) {
  await page.waitForFunction(() => new Promise((done) => {
    const before = location.href;
    setTimeout(() => done(before === location.href), 450);
  }));
  // While input goes on a few simulations decide; at rest the page says what the command line says.
  await rested(page);
  const said = decide(await link(page)).verdict.headline;
  assert.equal(await text(page, '#headline'), said);
  return said;
}

export const pixels = (page, selector) => page.locator(selector).evaluate((canvas) => canvas.toDataURL());

export const shot = (page, name, options = {}) => page.screenshot({ path: join(ARTEFACTS, `${name}.png`), ...options });
