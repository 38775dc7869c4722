// Quality from the workbench: questions and documents are chosen, planned, asked at a scripted model, shown by answer, and set inputs.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as at from './lib/page.mjs';

const folder = mkdtempSync(join(tmpdir(), 'forkcast-quality-'));
const ITEMS = 10;
const KNOWN = 2;
const SET = join(folder, 'set.jsonl');
const CORPUS = join(folder, 'corpus');
let server, browser, model;
/** How many answers the model has given, how many it may give, and what the next one waits for. */
let answered = 0;
let most = Infinity;
let gate = Promise.resolve();

/** Right with the passage, and of the first two without; withheld otherwise. */
function says(user) {
  const number = /item (\d+)\?/.exec(user)[1];
  return Number(number) < KNOWN || user.includes(`is code ${number}.`) ? `code ${number}` : "I don't know";
}

before(async () => {
  mkdirSync(join(CORPUS, 'deep'), { recursive: true });
  const lines = [];
  for (let i = 0; i < ITEMS; i += 1) {
    lines.push(JSON.stringify({ id: `q${i}`, question: `What is the code of item ${i}?`, answers: [`code ${i}`], documents: [`deep/${i}.md`] }));
    writeFileSync(join(CORPUS, 'deep', `${i}.md`), `# Item ${i}\n\nThe code of item ${i} is code ${i}.\n`);
  }
  writeFileSync(join(CORPUS, 'image.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]));
  writeFileSync(SET, lines.join('\n'));
  model = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', async () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/v1/models') return response.end(JSON.stringify({ data: [{ id: 'gpt-5.4-mini' }] }));
      if (answered >= most) await gate;
      answered += 1;
      const user = JSON.parse(body).messages.at(-1).content;
      return response.end(JSON.stringify({ choices: [{ message: { content: says(user) }, finish_reason: 'stop' }] }));
    });
  });
  await new Promise((resolve) => { model.listen(0, '127.0.0.1', resolve); });
  server = await at.serve(['--endpoint', `base=http://127.0.0.1:${model.address().port}/v1`]);
  browser = await at.launch();
});
after(async () => { await browser?.close(); server?.stop(); model?.close(); model?.closeAllConnections(); rmSync(folder, { recursive: true }); });

const seen = (page, selector, words) => page.waitForFunction(
  ([s, w]) => document.querySelector(s)?.textContent.includes(w), [selector, words]);

/** The panel, opened by keyboard. */
async function panel(options) {
  const page = await at.open(browser, server.url, options);
  await page.locator('#measure-open').press('Enter');
  await seen(page, '#bench-connection', 'connected');
  // By the keyboard: what loads above moves the button under a pointer.
  await page.locator('#bench-quality').press('Space');
  await page.waitForSelector('#quality-prepare');
  return page;
}

async function choose(page) {
  await page.locator('#quality-file').setInputFiles(SET);
  await seen(page, '#quality-questions', 'set.jsonl');
  await page.locator('#quality-folder').setInputFiles(CORPUS);
  await seen(page, '#quality-documents', `Documents: ${ITEMS}; 1 file is not text`);
  await page.locator('#quality-on-base').check();
}

test('questions of one’s own are planned, asked, shown by answer, and set inputs; undo takes them back', async () => {
  const page = await panel({ viewport: { width: 1280, height: 900 } });
  await choose(page);
  await page.locator('#quality-with-answers').check();
  answered = 0;
  await page.locator('#quality-prepare').click();
  await seen(page, '#quality-status', 'Ready to start.');
  const plan = await page.locator('#quality-plan').innerText();
  assert.match(plan, /base\s+gpt-5\.4-mini\s+30\s/, plan);
  assert.match(plan, /\$0\.\d+/, 'the cost is said before anything is asked');
  assert.equal(answered, 0);
  await page.locator('#quality-start').click();
  await page.waitForSelector('#quality-answers');
  assert.equal(answered, 3 * ITEMS);
  await seen(page, '#quality-status', 'Done.');
  const rows = page.locator('#quality-answers tbody tr');
  assert.equal(await rows.count(), ITEMS);
  assert.match(await rows.nth(4).innerText(), /What is the code of item 4\?\s+withheld\s+I don't know\s+right\s+code 4/);
  await page.locator('#quality-filter').selectOption('differ');
  await seen(page, '#quality-count', `${ITEMS - KNOWN} of ${ITEMS} questions`);
  assert.equal(await rows.count(), ITEMS - KNOWN);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#quality-save-table').click()]);
  const csv = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  assert.equal(csv.length, 1 + ITEMS - KNOWN);
  assert.match(csv[0], /^id,question,base closed-book,/);
  await at.shot(page, 'quality-1280', { fullPage: true });
  // What was observed sets inputs, the pipeline of the recall with it.
  const link = await at.link(page);
  assert.match(await at.text(page, '#quality-inputs'), /Retrieval recall/);
  await page.locator('#quality-apply').click();
  await page.waitForFunction((before) => location.hash !== before, link);
  const applied = await at.link(page);
  assert.match(applied, /recall=1/);
  assert.match(applied, /search_kind=lexical/);
  assert.match(decodeURIComponent(applied), /set\.jsonl/);
  await at.agrees(page);
  await page.locator('#quality-undo').click();
  await page.waitForFunction(() => !location.hash.includes('set.jsonl'));
  assert.doesNotMatch(await at.link(page), /search_kind/);
  await at.close(page);
});

test('the demonstration measures the recall without an endpoint', async () => {
  const page = await panel();
  await seen(page, '#quality-questions', '120 questions');
  await page.locator('#quality-prepare').click();
  await page.waitForSelector('#quality-rows');
  assert.match(await at.text(page, '#quality-rows'), /recall at 5, lexical/);
  assert.equal(await page.locator('#quality-answers').count(), 0, 'nobody answered');
  await at.close(page);
});

test('a number out of range is named at its field, and a file that is no set ends with the reason', async () => {
  const page = await panel();
  await page.locator('#quality-in-k').fill('0');
  await page.locator('#quality-prepare').click();
  await seen(page, '#quality-said-k', '1 to 50');
  await page.locator('#quality-in-k').fill('5');
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, 'neither JSON nor CSV');
  await page.locator('#quality-file').setInputFiles(broken);
  await seen(page, '#quality-questions', 'broken.jsonl');
  await page.locator('#quality-prepare').click();
  await seen(page, '#quality-status', 'broken.jsonl');
  await page.locator('#quality-demo').click();
  await seen(page, '#quality-questions', '120 questions');
  await at.close(page);
});

test('a run that is cancelled goes on where it stopped', async () => {
  const page = await panel();
  await choose(page);
  await page.locator('#quality-in-concurrency').fill('1');
  await page.locator('#quality-arm-wrong-passages').uncheck();
  // Another number of tokens than that of the first test, so that its grades are not those of this one.
  await page.locator('#quality-in-answer_tokens').fill('77');
  await page.locator('#quality-prepare').click();
  await seen(page, '#quality-status', 'Ready to start.');
  let open;
  gate = new Promise((resolve) => { open = resolve; });
  [answered, most] = [0, 4];
  await page.locator('#quality-start').click();
  await seen(page, '#quality-status', 'Asking: 4 of');
  await page.locator('#quality-cancel').click();
  await seen(page, '#quality-status', 'Cancelled.');
  most = Infinity;
  open();
  await page.locator('#quality-prepare').click();
  await seen(page, '#quality-status', 'Ready to start.');
  assert.match(await at.text(page, '#quality'), /4 answers of an earlier run/);
  await page.locator('#quality-start').click();
  await page.waitForSelector('#quality-answers');
  assert.equal(await page.locator('#quality-answers tbody tr').count(), ITEMS);
  await at.close(page);
});

for (const [name, options] of [['1280 dark', { viewport: { width: 1280, height: 720 }, colorScheme: 'dark' }], ['390', { viewport: { width: 390, height: 844 } }]]) {
  test(`axe finds nothing and nothing overflows: ${name}`, async () => {
    const page = await panel(options);
    await choose(page);
    await page.locator('#quality-prepare').click();
    await seen(page, '#quality-status', 'Ready to start.');
    await page.locator('#quality-start').click();
    await page.waitForSelector('#quality-answers');
    assert.deepEqual(await at.violations(page, '#measure'), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'the page does not scroll sideways');
    await at.shot(page, `quality-${name.replace(' ', '-')}`, { fullPage: true });
    await at.close(page);
  });
}
