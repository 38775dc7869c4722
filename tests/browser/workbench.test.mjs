// Measuring from the page: connect, run, follow, cancel, read, apply; and everything that can go wrong on the way.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as at from './lib/page.mjs';
import { fakeApi, measurement, series } from './lib/api.mjs';

let server, browser, api;
before(async () => { server = await at.serve(); api = await fakeApi(server.url); browser = await at.launch(); });
after(async () => { await browser?.close(); await api?.stop(); server?.stop(); });

/** The page with its workbench opened. */
async function workbench(url, options) {
  const page = await at.open(browser, url, options);
  await page.locator('#measure-open').press('Enter');
  await page.waitForSelector('#bench-connection');
  return page;
}

const says = (page, selector, words) => page.waitForFunction(
  ([s, w]) => document.querySelector(s)?.textContent.includes(w), [selector, words]);

/** Asks for a search and waits until the backend has it; gives its id. */
async function start(page) {
  await says(page, '#bench-connection', 'connected');
  await page.locator('#bench-retrieval').check({ force: true });
  const before = api.runs.size;
  await page.locator('#bench-run').click();
  await page.waitForSelector('#bench-cancel:not([hidden])');
  assert.equal(api.runs.size, before + 1);
  return [...api.runs.keys()].at(-1);
}

/** Errors that the browser writes when a connection breaks, which is what the test did. */
const expected = (page) => { page.wrongs = page.wrongs.filter((w) => !/Failed to load resource|ERR_/.test(w)); };

test('nothing of the workbench is loaded unasked', { skip: !at.chunk }, async () => {
  const page = await at.open(browser, api.url);
  await at.rested(page);
  assert.deepEqual(await at.late(page), []);
  assert.equal(api.asked.length, 0);
  await page.locator('#measure-open').press('Enter');
  await page.waitForSelector('#bench-connection');
  await at.modulesOnce(page);
  await at.close(page);
});

test('from a click to a changed verdict, and back', async () => {
  const page = await workbench(api.url);
  const before = await at.agrees(page);
  const run = await start(page);
  api.state(run, 'running');
  api.update(run, { update: 'progress', phase: 'Searching', done: 40, total: 100 });
  await says(page, '#bench-progress', 'Searching: 40 of 100');
  const slow = series('search', 'search', 9000, { recall: 0.98, predicted_ms: 6000 });
  api.update(run, { update: 'series', ...slow });
  await page.waitForSelector('#bench-rows td');
  api.state(run, 'done');
  await says(page, '#bench-progress', 'Done');
  const cells = await page.locator('#bench-rows').innerText();
  for (const part of ['0.980', '1.50', '6 s', 'needs 1,000 samples']) assert.ok(cells.includes(part), `${part} in ${cells}`);
  assert.match(await page.locator('#bench-distribution').getAttribute('aria-label'), /100 samples: half within 9/);
  assert.match(await at.text(page, '#bench-effect'), /recommend|verdict/);
  await page.locator('#bench-apply').click();
  await page.waitForFunction((b) => document.querySelector('#headline').textContent !== b, before);
  const after = await at.agrees(page);
  assert.notEqual(after, before);
  const link = await at.link(page);
  assert.match(link, /measured_search_p50_ms=9000/);
  assert.match(decodeURIComponent(link), /measured=a.test.machine/);
  await says(page, '#bench-apply', 'Applied');
  // A slider moved since stays where it is when the measurement is taken back.
  await page.locator('#in-strictness').press('PageUp');
  await page.waitForFunction(() => location.hash.includes('strictness='));
  await page.locator('#bench-undo').click();
  await page.waitForFunction(() => !location.hash.includes('measured'));
  assert.match(await at.link(page), /strictness=/);
  await at.agrees(page);
  await at.close(page);
});

test('a run is cancelled and keeps what it had', async () => {
  const page = await workbench(api.url);
  const run = await start(page);
  api.state(run, 'running');
  api.update(run, { update: 'series', ...series('search', 'search', 3) });
  await page.waitForSelector('#bench-rows td');
  await page.locator('#bench-cancel').click();
  await says(page, '#bench-progress', 'Cancelled. The one row measured before that is below.');
  assert.ok(api.asked.includes(`DELETE runs/${run}`));
  assert.equal(await page.locator('#bench-rows tbody tr').count(), 1);
  await at.close(page);
});

test('a failed run is named, a refused field is named beside it', async () => {
  const page = await workbench(api.url);
  const run = await start(page);
  api.state(run, 'running');
  api.state(run, 'failed', { error: 'the store closed the connection' });
  await says(page, '#bench-progress', 'Failed: the store closed the connection. Nothing was measured before that.');
  const posts = () => api.asked.filter((a) => a.startsWith('POST')).length;
  const asked = posts();
  await page.locator('#bench-in-vectors').fill('7');
  await page.locator('#bench-run').click();
  await says(page, '#bench-said-vectors', '100 to 10000000');
  assert.equal(posts(), asked, 'what is out of range is not even sent');
  await page.locator('#bench-in-vectors').fill('666');
  await page.locator('#bench-run').click();
  await says(page, '#bench-said-vectors', 'takes another number here');
  expected(page);
  await at.close(page);
});

test('a backend that goes away in the middle is named, nothing is lost, and it is found again', async () => {
  const page = await workbench(api.url);
  const run = await start(page);
  api.state(run, 'running');
  api.update(run, { update: 'series', ...series('search', 'search', 3) });
  await page.waitForSelector('#bench-rows td');
  await api.die();
  await says(page, '#bench-connection', 'connection lost');
  assert.equal(await page.locator('#bench-rows tbody tr').count(), 1, 'what it told stays');
  // The page goes on.
  await page.locator('#in-strictness').press('PageUp');
  await at.agrees(page);
  const asked = api.asked.length;
  Object.assign(api.runs.get(run), { state: 'interrupted', series: [] });
  await api.revive();
  // By the keyboard: what loads above moves the button under a pointer.
  await page.locator('#bench-again').press('Enter');
  await says(page, '#bench-connection', 'connected');
  await says(page, '#bench-progress', 'The server stopped during the run. The one row measured before that is below.');
  assert.ok(api.asked.length - asked < 20, `no storm: ${api.asked.slice(asked)}`);
  expected(page);
  await at.close(page);
});

test('without a backend, or without its token, that is said and files still open', async () => {
  api.token = 'secret';
  const page = await workbench(api.url);
  await says(page, '#bench-connection', 'requires a token');
  await page.locator('#bench-token').fill('secret');
  await page.locator('#bench-connect').click();
  await says(page, '#bench-connection', 'connected');
  api.token = null;
  // The policy of a page that Forkcast serves forbids other servers, so none is offered there.
  assert.equal(await page.locator('#bench-remote').isVisible(), false);
  expected(page);
  await at.close(page);
});

test('a server that cannot keep results says so, and a run asks first', async () => {
  api.unkept = 'the disk is full';
  const page = await workbench(api.url);
  await says(page, '#bench-unkept', 'Results cannot be kept: the disk is full');
  await page.locator('#bench-retrieval').check({ force: true });
  const before = api.runs.size;
  await page.locator('#bench-run').click();
  await says(page, '#bench-error', 'Measure all the same?');
  assert.equal(api.runs.size, before, 'nothing began');
  await says(page, '#bench-run', 'Measure all the same');
  await page.locator('#bench-run').click();
  await page.waitForSelector('#bench-cancel:not([hidden])');
  assert.equal(api.runs.size, before + 1);
  assert.ok(api.asked.includes('POST runs?unkept=true'));
  api.state([...api.runs.keys()].at(-1), 'done');
  api.unkept = null;
  await at.close(page);
});

test('runs are deleted at the second press, one or all', async () => {
  const page = await workbench(api.url);
  const run = await start(page);
  api.state(run, 'done');
  const row = page.locator('#bench-history li', { hasText: `Run ${run}` });
  const button = row.getByRole('button', { name: /^(Delete|Really delete)/ });
  await button.click();
  await says(page, '#bench-history', 'Really delete?');
  assert.ok(api.runs.has(run), 'asked first');
  await button.click();
  await page.waitForFunction((r) => !document.querySelector('#bench-history')?.textContent.includes(`Run ${r}`), run);
  assert.ok(!api.runs.has(run));
  const another = await start(page);
  api.state(another, 'done');
  await says(page, '#bench-history', `Run ${another}`);
  await page.locator('#bench-delete-all button').click();
  await page.locator('#bench-delete-all button').click();
  await page.waitForFunction(() => !document.querySelector('#bench-history'));
  assert.equal(api.runs.size, 0);
  await at.close(page);
});

test('times of a toy model are not applied to a hosted one, and a disturbed run asks twice', async () => {
  const page = await workbench(api.url);
  const put = (m) => page.locator('#bench-file').setInputFiles({ name: 'm.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(m)) });
  const toy = { kind: 'reference', shape: 'smollm2-135m', device: 'cpu', repeats: 20, warmup: 2, task: { task: 'prefill', prompt_tokens: [64, 256] } };
  const rows = [64, 256].map((tokens) => series(`prefill-${tokens}`, 'prefill', tokens, { prompt_tokens: tokens }));
  await put(measurement({ spec: toy, series: rows }));
  await says(page, '#bench-not-comparable', 'not comparable');
  await says(page, '#bench-not-comparable', 'SmolLM2-135M');
  assert.equal(await page.locator('#bench-apply').isVisible(), false);
  await put(measurement({ warnings: ['The machine did other work at the same time.'] }));
  await page.locator('#bench-apply').click();
  await says(page, '#bench-doubt', 'other work at the same time');
  assert.ok(!(await at.link(page)).includes('measured'), 'asked first');
  await page.locator('#bench-apply').click();
  await page.waitForFunction(() => location.hash.includes('measured_search_p50_ms=2'));
  await at.close(page);
});

test('a measurement file opens, compares and applies; a wrong one is told where', async () => {
  const page = await workbench(api.url);
  const put = (text) => page.locator('#bench-file').setInputFiles({ name: 'm.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await put(JSON.stringify(measurement()));
  await says(page, '#bench-provenance', 'measured on a test machine, 2026-11-20');
  await page.locator('#bench-compare').click();
  await put(JSON.stringify(measurement({ id: 'second', series: [series('search', 'search', 4)] })));
  await page.waitForFunction(() => document.querySelector('#bench-differences')?.textContent.includes('2.00'));
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#bench-download').click()]);
  assert.equal(JSON.parse(readFileSync(await download.path(), 'utf8')).id, 'second');
  await page.locator('#bench-apply').click();
  await page.waitForFunction(() => location.hash.includes('measured_search_p50_ms=4'));
  await put('{\n  "schema_version": 1,\n  "id": 7\n}');
  await says(page, '#bench-said', 'Line 3, column');
  await put('{"schema_version": 99}');
  await says(page, '#bench-said', 'written by a newer Forkcast');
  await put('no JSON');
  await says(page, '#bench-said', 'this is not JSON');
  assert.match(await at.text(page, '#bench-rows'), /Row search/, 'a wrong file takes nothing away');
  assert.match(await at.text(page, '#bench-shipped'), /GPU|gpu|\w/);
  await at.close(page);
});

test('on a host of files that is said once, and the shipped measurements open with predicted beside measured', async () => {
  api.absent = true;
  const page = await workbench(api.url);
  await says(page, '#bench-connection', 'a static host');
  assert.equal(await page.locator('#bench-run').count(), 0);
  await page.locator('#bench-remote').click();
  await page.locator('#bench-address').fill('ftp://nowhere');
  await page.locator('#bench-connect').click();
  await says(page, '.bench-fields .bench-error', 'http:// or https://');
  await page.locator('#bench-shipped button').first().click();
  await page.waitForSelector('#bench-rows td');
  const head = await page.locator('#bench-rows thead').innerText();
  assert.match(head, /Measured ÷ predicted/);
  assert.ok((await page.locator('#bench-apply').count()) === 1);
  api.absent = false;
  expected(page);
  await at.close(page);
});

test('eight tabs share one stream, and another takes over when its tab closes', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const opened = api.opened;
  const pages = [];
  for (let i = 0; i < 8; i += 1) {
    const page = await context.newPage();
    await page.goto(api.url);
    await at.ready(page);
    await page.locator('#measure-open').press('Enter');
    await says(page, '#bench-connection', 'connected');
    pages.push(page);
  }
  const streams = async (n) => {
    for (let i = 0; i < 200 && api.streams.size !== n; i += 1) await pages[0].evaluate(() => new Promise((done) => { setTimeout(done, 50); }));
  };
  await pages[0].waitForFunction(() => true);
  await streams(1);
  assert.equal(api.streams.size, 1);
  assert.equal(api.opened - opened, 1);
  const run = await start(pages[5]);
  api.state(run, 'running');
  api.update(run, { update: 'progress', phase: 'Shared', done: 1, total: 2 });
  await says(pages[5], '#bench-progress', 'Shared: 1 of 2');
  await says(pages[7], '#bench-history', `Run ${run}`);
  await pages[0].close();
  await pages[5].waitForFunction(() => true);
  for (let i = 0; i < 200 && api.opened - opened < 2; i += 1) await pages[5].evaluate(() => new Promise((done) => { setTimeout(done, 50); }));
  assert.equal(api.opened - opened, 2, 'the next tab reads');
  api.state(run, 'done');
  await says(pages[5], '#bench-progress', 'Done');
  await context.close();
});

for (const [name, options] of [['1280', {}], ['1280-dark', { colorScheme: 'dark' }], ['1920', { viewport: { width: 1920, height: 1080 } }],
  ['390', { viewport: { width: 390, height: 844 } }], ['320', { viewport: { width: 320, height: 640 } }]]) {
  test(`axe finds nothing and nothing overflows: ${name}`, async () => {
    const page = await workbench(api.url, options);
    const run = await start(page);
    api.state(run, 'running');
    api.update(run, { update: 'series', ...series('search', 'search', 3, { recall: 0.99, predicted_ms: 2 }) });
    await page.waitForSelector('#bench-rows td');
    await at.shot(page, `workbench-${name}`, { fullPage: true });
    await page.locator('#measure').screenshot({ path: `${at.ARTEFACTS}/workbench-card-${name}.png` });
    assert.deepEqual(await at.violations(page, '#measure'), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    api.state(run, 'done');
    await at.close(page);
  });
}
