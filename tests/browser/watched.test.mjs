// That every test of the page is watched: a file of tests fails by what a page does behind a test's back.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

// Connects again and again: a worker is watched a moment after it begins.
const WORKER = `let times = 0;
  setInterval(() => fetch('/by-worker').catch(() => { times += 1; if (times === 20) postMessage('done'); }), 25);`;

/** A file of tests which pass: each opens a page with one of the bodies and looks at nothing. */
const file = (bodies, { close = true, meant = [] } = {}) => `
import test, { before, after } from 'node:test';
import { createServer } from 'node:http';
import * as at from ${JSON.stringify(new URL('./lib/page.mjs', import.meta.url).href)};
const bodies = ${JSON.stringify(bodies)};
let browser, server;
before(async () => {
  server = createServer((ask, answer) => {
    const isWorker = ask.url === '/worker.js';
    answer.setHeader('content-security-policy', "default-src 'none'; script-src 'unsafe-inline' 'self'; worker-src 'self'; frame-src 'self'");
    answer.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
    answer.end(isWorker ? ${JSON.stringify(WORKER)} : '<!doctype html><title>t</title>' + bodies[ask.url.slice(1)]);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  browser = await at.launch();
  browser.meant = ${JSON.stringify(meant)};
});
after(async () => { server.close(); server.closeAllConnections(); ${close ? 'await browser.close();' : ''} });
for (const body of bodies.keys()) {
  test('page ' + body, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('http://127.0.0.1:' + server.address().port + '/' + body);
    await page.waitForFunction(() => document.title === 'done');
    await context.close();
    ${close ? '' : 'setTimeout(() => process.exit(), 100);'}
  });
}
`;

/** Runs such a file by itself: its exit code, and what it printed. */
function run(...of) {
  const folder = mkdtempSync(join(tmpdir(), 'forkcast-watched-'));
  const path = join(folder, 'one.test.mjs');
  writeFileSync(path, file(...of));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT'));
  const ended = spawnSync(process.execPath, ['--test-reporter=tap', path], { env, encoding: 'utf8', timeout: 60_000 });
  rmSync(folder, { recursive: true });
  return { code: ended.status, said: ended.stdout + ended.stderr };
}

const DONE = "setTimeout(() => { document.title = 'done'; }, 50);";
const CONNECTS = `<script>fetch('/by-page').catch(() => { ${DONE} });</script>`;

test('a page that does nothing wrong passes', () => {
  const { code, said } = run([`<script>${DONE}</script>`]);
  assert.equal(code, 0, said);
});

test('whatever a page does wrong fails a file whose tests pass', () => {
  const wrong = [
    [CONNECTS, /CSP: connect-src .*by-page/],
    [`<p style="color:red">p</p><script>${DONE}</script>`, /CSP: style-src-attr/],
    [`<iframe srcdoc="<script>fetch('/by-frame').catch(() => parent.over())</script>"></iframe><script>function over() { ${DONE} }</script>`,
      /CSP: connect-src .*by-frame/],
    [`<script>new Worker('/worker.js').onmessage = () => { ${DONE} };</script>`, /CSP: connect-src .*by-worker/],
    [`<script>${DONE} throw new Error('thrown and left alone');</script>`, /uncaught: .*thrown and left alone/],
    [`<script>${DONE} Promise.reject(new Error('rejected and left alone'));</script>`, /uncaught: .*rejected and left alone/],
  ];
  const { code, said } = run(wrong.map(([body]) => body));
  assert.notEqual(code, 0, said);
  for (const [place, [, words]] of wrong.entries()) {
    assert.match(said, new RegExp(`^ok ${place + 1} - page ${place}$`, 'm'), 'the test itself has passed');
    assert.match(said, words);
  }
});

test('what was brought about on purpose does not fail it', () => {
  const { code, said } = run([CONNECTS], { meant: ['connect-src', '/by-page'] });
  assert.equal(code, 0, said);
});

test('a browser that is never closed is no way out', () => {
  const { code, said } = run([CONNECTS], { close: false });
  assert.notEqual(code, 0, said);
  assert.match(said, /CSP: connect-src .*by-page/);
});

test('no test has a browser of its own', () => {
  const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && name !== 'watched.test.mjs');
  assert.ok(files.length > 8);
  for (const name of files) assert.doesNotMatch(readFileSync(join(here, name), 'utf8'), /playwright|chromium\.launch/, name);
});
