// How sure is this?: what to measure next, which assumptions matter most, prices and own price lists, and the record.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** The page at a scenario, scrolled to where the module is loaded, once all simulations are done. */
async function insight(scenario = '', options) {
  const page = await at.open(browser, `${server.url}${scenario && `#${scenario}`}`, options);
  await page.locator('#why').scrollIntoViewIfNeeded();
  await drawn(page);
  return page;
}

const drawn = (page) => page.waitForFunction(() => {
  const next = document.querySelector('.insight-next');
  return next && !next.classList.contains('stale') && next.textContent.includes('over 10,000 simulations');
});

const says = (page, selector, words) => page.waitForFunction(
  ([s, w]) => document.querySelector(s)?.textContent.includes(w), [selector, words]);

const saved = async (page, button) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
  return { name: download.suggestedFilename(), path: await download.path(), text: readFileSync(await download.path(), 'utf8') };
};

const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('nothing of it is loaded before the reader comes to it', { skip: !at.chunk }, async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  assert.deepEqual(await at.late(page), []);
  await page.locator('#why').scrollIntoViewIfNeeded();
  await drawn(page);
  await at.modulesOnce(page);
  await at.close(page);
});

test('what to measure next leads to the run that measures it, and measured it is no longer asked for', async () => {
  // A service level about where the waiting at a hosted model, assumed, comes to lie.
  const page = await insight('v1&ttft_p95_ms=1200');
  const rows = page.locator('#next-rows li');
  assert.ok((await rows.count()) >= 1);
  const first = await rows.first().locator('b').innerText();
  assert.ok((await at.text(page, '#next-sentence')).includes(first));
  const told = at.decide(await at.link(page)).verdict.measure_next;
  assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.dataset.key)), told.map((row) => row.key));
  assert.deepEqual(await page.locator('.insight-points').allInnerTexts(), told.map((row) => `${(row.worth * 100).toFixed(1)} points`));
  const button = page.locator('#next-rows button[data-run=endpoint]').first();
  const key = await page.locator('#next-rows li:has(button[data-run=endpoint])').first().getAttribute('data-key');
  assert.match(key, /hosted|network/);
  await button.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#bench-endpoint:checked', { state: 'attached' });
  assert.ok(await page.evaluate(() => document.querySelector('#measure').contains(document.activeElement)));
  // With the workbench loaded it turns the form that is there.
  await page.locator('#bench-retrieval').check({ force: true });
  await button.click();
  await page.waitForSelector('#bench-endpoint:checked', { state: 'attached' });
  await page.evaluate(() => { location.hash = `${location.hash}&measured_start_p50_ms=90&measured_start_p95_ms=140&measured_prefill_tps=9000`; });
  await page.waitForFunction((k) => !document.querySelector(`#next-rows [data-key=${k}]`) && !document.querySelector('.insight-next.stale'), key);
  await at.close(page);
});

test('a slider makes the answer old at once and new at rest, and moves the tornado', async () => {
  const page = await insight();
  const [sentence, before] = [await at.text(page, '#next-sentence'), await at.pixels(page, '#chart-tornado')];
  await page.locator('#in-strictness').press('End');
  await page.waitForSelector('.insight-next.stale');
  await drawn(page);
  assert.notEqual(await at.text(page, '#next-sentence'), sentence);
  assert.notEqual(await at.pixels(page, '#chart-tornado'), before);
  await at.close(page);
});

test('the tornado has a name, a table equal to its CSV, and drawings', async () => {
  const page = await insight();
  const winner = await page.locator('#headline em').getAttribute('data-strategy');
  const name = await page.locator('#chart-tornado').getAttribute('aria-label');
  assert.match(name, /leads by \d/);
  assert.equal(winner, at.decide(await at.link(page)).verdict.winner);
  const colours = await page.locator('#chart-tornado').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  assert.ok(colours > 10, `${colours} colours`);
  const csv = await saved(page, '#tornado-csv');
  await page.locator('#tornado-table').click();
  const table = await page.locator('#tornado-rows').evaluate((t) => [...t.rows].map((r) => [...r.cells].map((c) => c.textContent)));
  const plain = csv.text.trimEnd().split('\r\n').map((line) => [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(?:,|$)/g)].map((m) => (m[2] ?? m[1]).replaceAll('""', '"')).slice(0, 7));
  assert.deepEqual(plain, table);
  assert.ok((await saved(page, '#tornado-svg')).text.includes(`<title>${name.slice(0, 20)}`));
  assert.equal((await saved(page, '#tornado-png')).name, 'forkcast-tornado.png');
  await at.close(page);
});

const LITELLM = JSON.stringify({
  sample_spec: { input_cost_per_token: 0 },
  'gpt-test': { litellm_provider: 'openai', input_cost_per_token: 2e-5, cache_read_input_token_cost: 2e-6, output_cost_per_token: 9e-5 },
  'gpt-test-mini': { litellm_provider: 'openai', input_cost_per_token: 1e-7, output_cost_per_token: 4e-7 },
});

test('a price list of one’s own is opened, searched, paid, linked and taken back', async () => {
  const page = await insight();
  const before = await at.agrees(page);
  assert.match(await at.text(page, '#prices-age'), /^Snapshot of \d{4}-\d\d-\d\d/);
  assert.match(await at.text(page, '#prices-rows'), /USD per million tokens: input/);
  await page.locator('#prices-file').setInputFiles(file('list.json', LITELLM));
  await says(page, '#prices-about', 'LiteLLM list with 2 models. One row was left out');
  await page.locator('#prices-find').fill('gpt test');
  assert.equal(await page.locator('#prices-offers li').count(), 2);
  await page.locator('#prices-find').fill('no such');
  assert.equal(await page.locator('#prices-offers li').count(), 0);
  await page.locator('#prices-find').fill('openai gpt-test');
  await page.getByRole('button', { name: 'Use the prices of openai: gpt-test', exact: true }).click();
  await page.waitForFunction(() => location.hash.includes('own_input_usd=20'));
  await page.waitForFunction(() => /monthly cost goes from|changes the recommendation/.test(document.querySelector('#prices-done').textContent));
  assert.match(await at.text(page, '#measured'), /yours\s+token prices · prices: openai: gpt-test, LiteLLM of \d{4}-\d\d-\d\d/);
  const paid = await at.agrees(page);
  assert.notEqual(paid, before);
  assert.match(await at.text(page, '#prices-age'), /your own/);
  // A list that cannot be read takes nothing away.
  await page.locator('#prices-file').setInputFiles(file('list.json', '{"a": '));
  await says(page, '#prices-wrong', 'line 1');
  assert.match(await at.text(page, '#prices-wrong'), /could not be opened.*model,input,cached_input,output/s);
  assert.equal(await page.locator('#prices-offers li').count(), 2);
  await page.locator('summary', { hasText: 'Paste' }).first().click();
  await page.locator('#prices-paste').fill('model,input,cached_input,output\n"ours, tuned",0.5,0.05,1.5\n');
  await page.locator('#prices-open').click();
  await says(page, '#prices-about', 'CSV list with 1 model.');
  await page.locator('#prices-find').fill('');
  assert.match(await at.text(page, '#prices-offers'), /ours, tuned.*input \$0.5, cached \$0.05, output \$1.5/s);
  await page.locator('#prices-forget').click();
  await page.waitForFunction(() => !location.hash.includes('own_'));
  assert.equal(await at.agrees(page), before);
  await page.goBack();
  await page.waitForFunction(() => location.hash.includes('own_input_usd=20'));
  assert.equal(await at.agrees(page), paid);
  await at.close(page);
});

test('where the feeds disagree the range is shown with what it costs', async () => {
  const page = await insight('v1&model=llama-3.3-70b');
  assert.match(await at.text(page, '#prices-age'), /The feeds disagree on Llama 3.3 70B: a month of .* costs \$[\d,]+ to \$[\d,]+/);
  await at.close(page);
});

test('old prices are warned of, on the page at once and price by price below', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const later = await context.newPage();
  await later.clock.setFixedTime(new Date('2027-06-01T12:00:00Z'));
  await later.goto(server.url);
  await later.waitForSelector('#stale');
  assert.match(await later.locator('#stale').innerText(), /checked 186 days ago/);
  await later.locator('#why').scrollIntoViewIfNeeded();
  await later.waitForSelector('#prices-stale:not([hidden])');
  assert.match(await later.locator('#prices-stale').innerText(), /more than 90 days ago: .*\(186 days ago\)/);
  await context.close();
  const now = await browser.newContext();
  const fresh = await now.newPage();
  await fresh.clock.setFixedTime(new Date('2026-12-01T12:00:00Z'));
  await fresh.goto(server.url);
  await at.ready(fresh);
  assert.equal(await fresh.locator('#stale').count(), 0);
  await now.close();
});

test('the record is saved in three forms, and the program decides on it again alike', async () => {
  const page = await insight('v1&audit=required&queries_per_day=777');
  const said = await at.agrees(page);
  const json = await saved(page, '#record-json');
  const record = JSON.parse(json.text);
  assert.equal(record.verdict.headline, said);
  assert.match(json.name, /^forkcast-decision-\d{4}-\d\d-\d\d\.json$/);
  assert.match(record.catalog_sha256, /^[0-9a-f]{64}$/);
  assert.equal(record.scenario.queries_per_day, 777);
  // The program decides on the record as on any scenario.
  const again = JSON.parse(execFileSync(process.env.FORKCAST_BIN, ['decide', json.path, '--json'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
  assert.deepEqual(again.verdict, record.verdict);
  const markdown = (await saved(page, '#record-md')).text;
  assert.ok(markdown.startsWith('# ') && markdown.includes('| Questions per day | 777'));
  assert.match((await saved(page, '#record-html')).text, /^<!doctype html>.*Content-Security-Policy.*default-src 'none'/s);
  const verify = (path) => spawnSync(process.env.FORKCAST_BIN, ['verify', path], { encoding: 'utf8' });
  const same = verify(json.path);
  assert.equal(same.status, 0, same.stderr);
  assert.match(same.stdout, /Decided again, the result is the same/);
  await at.close(page);
});

test('the record is printed in the page’s place, and the page is there again after', async () => {
  const page = await insight();
  await page.evaluate(() => { window.print = () => { window.printed = document.querySelector('#record-sheet')?.innerText ?? ''; }; });
  await page.locator('#record-print').click();
  await page.waitForSelector('#record-sheet', { state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#record-sheet').isVisible());
  assert.equal(await page.locator('#headline').isVisible(), false);
  assert.match(await at.text(page, '#record-sheet'), /Every input.*Prices.*Assumptions/s);
  await at.shot(page, 'record-print', { fullPage: true });
  await page.emulateMedia({ media: null });
  assert.ok(await page.locator('#headline').isVisible(), 'on the screen nothing changes');
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.waitForSelector('#record-sheet', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.body.classList.contains('record-only')), false);
  await at.close(page);
});

test('any model: the cheapest right answer is named, taken, and undone with the browser’s way back', async () => {
  const page = await insight();
  assert.equal(await page.locator('#models-rows').count(), 0, 'nothing is worked out unasked');
  await page.locator('#models-compare').click();
  await page.waitForSelector('#models-rows tbody tr');
  const heads = await page.locator('#models-rows thead th').allInnerTexts();
  assert.deepEqual(heads, ['Models', 'Prompting', 'Long context', 'Retrieval', 'Fine-tuning', 'Retrieval and fine-tuning']);
  assert.equal(await page.locator('#models-rows tbody tr').count(), 4);
  const sentence = await at.text(page, '#models-sentence');
  const [, model, right, usd, now, nowUsd] = sentence.match(
    /^As right for less: (.+) by .+, (\d+)% right, \$([\d.]+) for each right answer\. Now: .+, (\d+)% right, \$([\d.]+) for each right answer\.$/);
  assert.ok(Number(right) >= Number(now) && Number(usd) < Number(nowUsd), sentence);
  const use = page.locator('#models-use');
  assert.equal(await use.innerText(), `Use ${model}`);
  await use.click();
  await page.waitForFunction(() => location.hash.includes('model='));
  await page.waitForFunction(() => document.querySelector('#models-use').hidden);
  assert.ok((await at.text(page, '#models-sentence')).startsWith(`Nothing that is as right costs less: ${model} by `));
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes('model='));
  await page.waitForFunction((text) => document.querySelector('#models-sentence').textContent === text, sentence);
  await at.close(page);
});

test('more labelled examples: the page says what the program says', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  await page.locator('#labels').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelectorAll('#labels li').length === 2);
  const told = at.decide(await at.link(page)).labels.map((row) => row.text);
  assert.deepEqual(await page.locator('#labels li').allInnerTexts(), told);
  assert.match(told[0], /^100 more examples, \$/);
  await at.close(page);
});

for (const [name, options] of [['1280', {}], ['1280-dark', { colorScheme: 'dark' }], ['1920', { viewport: { width: 1920, height: 1080 } }],
  ['390', { viewport: { width: 390, height: 844 } }], ['320', { viewport: { width: 320, height: 640 } }]]) {
  test(`axe finds nothing and nothing overflows: ${name}`, async () => {
    const page = await insight('v1&ttft_p95_ms=1200&own_input_usd=1', options);
    await page.locator('#prices-file').setInputFiles(file('list.json', LITELLM));
    await page.waitForSelector('#prices-offers li');
    await page.locator('#models-compare').click();
    await page.waitForSelector('#models-rows tbody tr');
    await page.locator('#why').screenshot({ path: `${at.ARTEFACTS}/insight-${name}.png` });
    assert.deepEqual(await at.violations(page, '#why'), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await at.close(page);
  });
}
