// The whole way with nothing faked: the page, its server, the runner, and a real llama.cpp, PostgreSQL and MiniLM behind it.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let servers, server, browser;
before(async () => {
  servers = await at.testServers();
  server = await at.serve([
    '--endpoint', `llama=${servers.llama}`, '--store', `docs=${servers.postgres}`, '--embedder', servers.minilm,
  ]);
  browser = await at.launch();
});
after(async () => { await browser?.close(); server?.stop(); servers?.stop(); });

const says = (page, selector, words) => page.waitForFunction(
  ([s, w]) => document.querySelector(s)?.textContent.includes(w), [selector, words], { timeout: 120_000 });

async function workbench() {
  const page = await at.open(browser, server.url);
  await page.locator('#measure-open').press('Enter');
  await says(page, '#bench-connection', 'connected');
  return page;
}

async function choose(page, kind) {
  await page.locator('label', { has: page.locator(`#bench-${kind}`) }).click();
  await page.waitForFunction((id) => document.querySelector(id).checked, `#bench-${kind}`);
}

async function run(page, kind, fields) {
  await choose(page, kind);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`#bench-in-${name}`);
    if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('#bench-run').click();
  await page.waitForFunction(
    () => /Done|Failed|failed/.test(document.querySelector('#bench-progress')?.textContent ?? ''), null, { timeout: 120_000 });
  const said = await at.text(page, '#bench-progress');
  assert.match(said, /Done/, `${said} ${await at.text(page, '#bench-said')}`);
}

/** Applies, and holds the page to what the engine says of the same link. */
async function applied(page, stages) {
  await page.locator('#bench-apply').click();
  await page.waitForFunction(() => location.hash.includes('measured='));
  await page.waitForFunction(() => document.querySelector('#measured')?.checkVisibility());
  for (const stage of stages) assert.ok((await at.text(page, '#measured')).includes(stage), stage);
  await at.agrees(page);
  return at.decide(await at.link(page));
}

test('a real search in PostgreSQL, with real embeddings, sets the page\'s figures', async () => {
  const page = await workbench();
  await run(page, 'retrieval', { store: 'docs', vectors: '1000', queries: '200', warmup: '10' });
  const rows = await at.text(page, '#bench-rows');
  assert.match(rows, /Search/);
  assert.match(rows, /Embed/i);
  assert.match(await at.text(page, '#bench-provenance'), /PostgreSQL \d+.*pgvector/);
  // Every row of so small a table is read, which says little of an index: the page asks once more.
  await page.locator('#bench-apply').click();
  const decision = await applied(page, ['embed', 'search']);
  const rag = decision.strategies.find((s) => s.id === 'rag');
  for (const id of ['embed', 'search']) {
    const stage = rag.latency.stages.find((s) => s.id === id);
    assert.equal(stage.measured, true);
    assert.ok(stage.p50_ms > 0 && stage.p50_ms < 5000, `${id} ${stage.p50_ms}`);
  }
  await at.close(page);
});

test('a real llama.cpp is measured, and a model that is not the scenario\'s sets nothing of it', async () => {
  const page = await workbench();
  await run(page, 'endpoint', { prompt_tokens: '64, 512', output_tokens: '8', requests: '20', warmup: '2' });
  const rows = await at.text(page, '#bench-rows');
  assert.match(rows, /512/);
  assert.match(rows, /first token/i);
  assert.match(rows, /per output token/i);
  // The random model of three million weights that answers here is in no catalog.
  await says(page, '#bench-not-comparable', 'not comparable');
  assert.equal(await page.locator('#bench-apply').isVisible(), false);
  assert.ok(!(await at.link(page)).includes('measured='));
  await at.close(page);
});

test('a run that is cancelled keeps what it had, and the server takes the next one', async () => {
  const page = await workbench();
  await choose(page, 'endpoint');
  await page.locator('#bench-in-prompt_tokens').fill('64');
  await page.locator('#bench-in-requests').fill('5000');
  await page.locator('#bench-run').click();
  await page.waitForSelector('#bench-rows td', { timeout: 120_000 });
  await page.locator('#bench-cancel').click();
  await says(page, '#bench-progress', 'Cancelled');
  assert.match(await at.text(page, '#bench-rows'), /first token/i);
  await run(page, 'retrieval', { store: 'embedded', vectors: '500', queries: '50', warmup: '5' });
  await says(page, '#bench-history', 'Search in embedded');
  await at.close(page);
});
