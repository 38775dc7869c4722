// From your own files: examples, logs and documents are read in the browser, set the inputs that they show, and go nowhere.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as at from './lib/page.mjs';

const folder = mkdtempSync(join(tmpdir(), 'forkcast-observe-'));
let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); rmSync(folder, { recursive: true }); });

/** Writes a file of the tests' own; gives its path. */
const write = (name, content) => { writeFileSync(join(folder, name), content); return join(folder, name); };

const SECRET = 'Xylophonic';
const LINE = (i) => `${JSON.stringify({
  object: 'chat.completion', model: 'gpt-5.4-mini', created: 1_790_000_000 + i * 700,
  choices: [{ message: { content: `${SECRET} answer ${i}` } }], usage: { prompt_tokens: 900 + (i % 50), completion_tokens: 60 + (i % 9) },
})}\n`;
const log = (n) => Array.from({ length: n }, (_, i) => LINE(i)).join('');
const examples = (n) => Array.from({ length: n }, (_, i) => `${JSON.stringify({ prompt: `${SECRET} question ${i}?`, completion: `answer ${i}` })}\n`).join('');

const LOG = write('log.jsonl', log(4000));
const PACKED = write('packed.jsonl.gz', gzipSync(log(4000)));
const BILL = write('bill.csv', 'model,amount\ngpt-5.4-mini,9.25\n');
const USAGE = write('usage.csv', `time,model,input_tokens,output_tokens,cost\n${Array.from({ length: 300 }, (_, i) => `2026-10-${String(1 + (i % 30)).padStart(2, '0')}T10:00:00Z,gpt-5.4-mini,${800 + i},40,0.001\n`).join('')}`);
const TRAIN = write('train.jsonl', examples(60));
const LIST = write('list.csv', `path,bytes,modified\n${Array.from({ length: 30 }, (_, i) => `a${i},${4000 + i},2026-09-0${1 + (i % 9)}T00:00:00Z\n`).join('')}`);

/** A page with the card open. */
async function opened(options) {
  const page = await at.open(browser, server.url, options);
  await page.locator('#files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#files-choose');
  return page;
}

const found = (page) => page.waitForSelector('#files-save');

/** What the page saves as JSON. */
async function saved(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#files-save').click()]);
  return JSON.parse(readFileSync(await download.path(), 'utf8'));
}

/** Whether two values of JSON are equal, numbers but for the last places in which logarithms of browser and machine may differ. */
function near(a, b, by = 1e-9) {
  if (typeof a === 'number' && typeof b === 'number') return assert.ok(Math.abs(a - b) <= by * Math.abs(b), `${a} and ${b}`);
  if (a === null || typeof a !== 'object') return assert.equal(a, b);
  assert.deepEqual(Object.keys(a), Object.keys(b));
  for (const key of Object.keys(a)) near(a[key], b[key], by);
  return undefined;
}

/** What the command line says of the same files. */
const told = (...args) => JSON.parse(execFileSync(process.env.FORKCAST_BIN, ['observe', ...args, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));

for (const [name, kind, ...files] of [
  ['a log', 'logs', LOG], ['a packed log', 'logs', PACKED], ['a log in CSV', 'logs', USAGE], ['two splits of examples', 'examples', TRAIN, write('test.jsonl', examples(9))],
]) {
  test(`page and command line give the same JSON: ${name}`, async () => {
    const page = await opened();
    await page.locator('#files-files').setInputFiles(files);
    await found(page);
    const own = await saved(page);
    assert.equal(own.kind, kind);
    near(own, told(kind, ...files));
    await at.close(page);
  });
}

test('page and command line give the same of a list of documents, but for the second in which they ran', async () => {
  const page = await opened();
  await page.locator('#files-files').setInputFiles([LIST]);
  await found(page);
  const [own, cli] = [await saved(page), told('corpus', LIST)];
  near(own.observed, cli.observed, 1e-4);
  near(own.summary, cli.summary, 1e-4);
  await at.close(page);
});

test('a log is applied in part, moves verdict and address, and is undone', async () => {
  const page = await opened();
  const asked = [];
  page.context().on('request', (request) => asked.push(request));
  const [before, first] = [await at.link(page), await at.agrees(page)];
  await page.locator('#files-files').setInputFiles([LOG]);
  await found(page);
  const row = page.locator('#files-inputs [data-key=queries_per_day]');
  assert.match(await row.innerText(), /today: 5,?000.*, assumed; observed: 12[34] \(.* to .*\), n=\d/s);
  // All but one.
  await page.locator('#files-inputs [data-key=output_tokens] input').uncheck();
  assert.match(await at.text(page, '#files-effect'), /recommend/);
  await page.locator('#files-apply').click();
  await page.waitForFunction((old) => location.href !== old, before);
  const link = await at.link(page);
  assert.match(link, /queries_per_day=12[34]&/);
  assert.doesNotMatch(link, /&output_tokens=/);
  assert.match(decodeURIComponent(link), /measured=observed:.log\.jsonl,.\d{4}-\d\d-\d\d,.n=4,000/);
  assert.doesNotMatch(link, new RegExp(SECRET));
  await at.agrees(page);
  assert.match(await row.innerText(), /, observed; observed:/);
  assert.match(await at.text(page, '#files-effect'), /recommend|Origin in link and record/);
  await page.locator('#files-undo').click();
  await page.waitForFunction(() => !location.href.includes('queries_per_day='));
  assert.equal(await at.agrees(page), first);
  assert.doesNotMatch(await at.link(page), /measured=/);
  assert.equal(await page.locator('#files-undo').isVisible(), false);
  // Only the page's own code was asked for, and nothing was sent with it.
  for (const request of asked) {
    assert.equal(request.method(), 'GET');
    assert.equal(request.postData(), null);
    assert.match(request.url(), /\.(?:js|wasm|svg)$|^(?:blob|data):/);
  }
  await at.close(page);
});

test('the bill by the prices stands beside the bill paid, as the command line prints it', async () => {
  const page = await opened();
  await page.locator('#files-files').setInputFiles([LOG]);
  await found(page);
  await page.locator('#files-bill').setInputFiles([BILL]);
  await page.waitForFunction(() => document.querySelector('#files-table')?.textContent.includes('$9.25'));
  const cells = await page.locator('#files-table tbody tr').last().locator('th, td').allInnerTexts();
  const printed = execFileSync(process.env.FORKCAST_BIN, ['observe', 'logs', LOG, '--bill', BILL], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const line = printed.split('\n').find((one) => /^\s*all /.test(one));
  assert.deepEqual(cells.filter(Boolean), line.trim().split(/\s{2,}/));
  near(await saved(page), told('logs', LOG, '--bill', BILL));
  await at.close(page);
});

test('a file that is dropped is read, and one that is broken is refused as the command line refuses it', async () => {
  const page = await opened();
  const drop = async (name, content) => {
    const transfer = await page.evaluateHandle(([name, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name));
      return transfer;
    }, [name, content]);
    await page.locator('.files-drop').dispatchEvent('drop', { dataTransfer: transfer });
  };
  await drop('dropped.jsonl', examples(30));
  await found(page);
  assert.match(await at.text(page, '#files-rows'), /30 read \(30 prompt-completion\)/);
  for (const [name, content] of [
    ['broken.jsonl', `${examples(10)}{"prompt": "${SECRET}\n`], ['other.jsonl', `{"unknown": "${SECRET}"}\n`], ['empty.jsonl', '\n'],
  ]) {
    await drop(name, content);
    await page.waitForSelector('#files-wrong');
    const kind = name === 'broken.jsonl' ? 'examples' : 'logs';
    let why;
    try {
      execFileSync(process.env.FORKCAST_BIN, ['observe', kind, write(name, content)], { stdio: 'pipe' });
    } catch (error) {
      why = String(error.stderr);
    }
    const said = await at.text(page, '#files-wrong');
    assert.doesNotMatch(said, new RegExp(SECRET));
    // The command line keeps an error to one line.
    const plain = (text) => text.replace(/\\u\{a\}|\s+/g, ' ').replace(/ +/g, ' ').trim();
    assert.ok(plain(why).includes(plain(said)), `${said}\n${why}`);
    await drop('good.jsonl', examples(5));
    await found(page);
  }
  await at.close(page);
});

test('a folder is read without its hidden files, and its history is left to the command line', async () => {
  const docs = join(folder, 'handbook');
  mkdirSync(join(docs, '.git'), { recursive: true });
  mkdirSync(join(docs, 'deep'));
  for (let i = 0; i < 24; i += 1) {
    const path = join(docs, i % 2 ? 'deep' : '.', `page${i}.md`);
    writeFileSync(path, `Page ${i} of the ${SECRET} handbook says ${'more '.repeat(i)}.`);
    utimesSync(path, 1_790_000_000 + i * 9e4, 1_790_000_000 + i * 9e4);
  }
  const plain = await opened();
  await plain.locator('#files-folder').setInputFiles(docs);
  await found(plain);
  const own = await saved(plain);
  const cli = told('corpus', docs);
  assert.deepEqual(own.files, ['handbook']);
  for (const field of ['documents', 'binary', 'unread', 'total_bytes', 'exact_copies', 'near_copies', 'tokens']) near(own.summary[field], cli.summary[field]);
  writeFileSync(join(docs, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  await plain.locator('#files-folder').setInputFiles(docs);
  await plain.waitForFunction(() => document.querySelector('.files-found')?.textContent.includes('forkcast observe corpus handbook'));
  assert.equal((await saved(plain)).summary.documents, 24);
  assert.equal(await plain.locator('#files-inputs [data-key=change_days]').count(), 0);
  await at.close(plain);
});

test('a long file shows how far it is, leaves the page alone, and can be cancelled', async () => {
  const path = join(folder, 'long.jsonl');
  const file = openSync(path, 'w');
  const part = log(20_000);
  for (let i = 0; i < 40; i += 1) writeSync(file, part);
  closeSync(file);
  const page = await opened();
  await page.locator('#files-files').setInputFiles([path]);
  await page.waitForSelector('#files-state progress:not([value="0"])');
  assert.match(await at.text(page, '#files-state'), /Reading: \d+ of 1\d\d MB/);
  // The page answers while the worker reads.
  await page.locator('#in-strictness').press('End');
  assert.equal(await page.locator('#files-cancel').isVisible(), true);
  const ended = Promise.race(page.workers().map((worker) => new Promise((done) => { worker.once('close', done); })));
  await page.locator('#files-cancel').click();
  assert.match(await at.text(page, '#files-state'), /Cancelled/);
  await page.waitForFunction(() => !document.querySelector('#files-state progress'));
  // The worker ends; a test that waits for ever says that it does not.
  await ended;
  await page.locator('#files-files').setInputFiles([TRAIN]);
  await found(page);
  await at.close(page);
});

test('without a worker the card says so and names the command', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.Worker = class { constructor() { throw new DOMException('no worker here', 'SecurityError'); } };
  });
  await page.goto(server.url);
  await at.ready(page);
  await page.locator('#files').scrollIntoViewIfNeeded();
  await page.waitForSelector('#files-choose');
  await page.locator('#files-files').setInputFiles([TRAIN]);
  assert.match(await at.text(page, '#files-wrong'), /allows none here.*forkcast observe/s);
  await context.close();
});

for (const [name, options] of [
  ['1280', {}], ['1920 dark', { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' }], ['390', { viewport: { width: 390, height: 844 } }],
]) {
  test(`axe finds nothing and nothing overflows: ${name}`, async () => {
    const page = await opened(options);
    await page.locator('#files-files').setInputFiles([LOG]);
    await found(page);
    assert.deepEqual(await at.violations(page, '#files'), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    await at.shot(page, `files-${name.replace(' ', '-')}`);
    await page.locator('#files').screenshot({ path: join(at.ARTEFACTS, `files-card-${name.replace(' ', '-')}.png`) });
    await at.close(page);
  });
}
