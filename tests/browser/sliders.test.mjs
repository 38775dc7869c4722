// Sliders, fields and ribbons: moved as people move them, checked against the engine.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const SLIDERS = ['change_days', 'queries_per_day', 'budget_monthly_usd', 'ttft_p95_ms', 'strictness', 'examples', 'corpus_tokens'];

/** The winner that a ribbon shows where its slider stands. */
const underThumb = (page, key) => page.evaluate((key) => {
  const slider = document.querySelector(`#in-${key}`);
  const runs = document.querySelector(`#ribbon-${key}`).dataset.winners.split(',').map((r) => r.split(':'));
  let cell = Math.round((slider.value / 1000) * 63);
  for (const [winner, n] of runs) { if (cell < +n) return winner.replace(/^-/, ''); cell -= +n; }
}, key);

test('each main slider, by the keyboard to both ends, says what the engine says', async () => {
  const page = await at.open(browser, server.url);
  for (const key of SLIDERS) {
    const before = await page.locator(`#in-${key}`).inputValue();
    for (const end of ['Home', 'End']) {
      await page.locator(`#in-${key}`).press(end);
      await at.agrees(page);
      const winner = at.decide(await at.link(page)).verdict.winner;
      assert.equal(await underThumb(page, key), winner, `${key} at ${end}`);
    }
    await page.locator(`#reset-${key}`).click();
    assert.equal(await page.locator(`#in-${key}`).inputValue(), before, `${key} reset`);
  }
  await at.close(page);
});

test('a slider dragged by the mouse changes verdict, charts and every ribbon', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  const headline = await at.text(page, '#headline');
  const cost = await at.pixels(page, '#chart-cost');
  const ribbons = () => page.$$eval('.ribbon', (all) => all.map((r) => r.dataset.winners));
  const ribbonsBefore = await ribbons();
  const box = await page.locator('#in-queries_per_day').boundingBox();
  await page.mouse.move(box.x + box.width * 0.52, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 52; i <= 72; i += 2) await page.mouse.move(box.x + (box.width * i) / 100, box.y + box.height / 2);
  await page.mouse.up();
  await at.agrees(page);
  assert.notEqual(await at.text(page, '#headline'), headline);
  await page.waitForFunction((old) => document.querySelector('#chart-cost').toDataURL() !== old, cost);
  const changed = (await ribbons()).filter((r, i) => r !== ribbonsBefore[i]).length;
  assert.ok(changed >= 3, `${changed} ribbons moved with one slider`);
  await at.close(page);
});

test('the audit trail is a choice, and required shuts out what cannot cite', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#in-audit label', { hasText: 'required' }).click();
  await at.agrees(page);
  assert.match(await at.text(page, '#gates'), /cannot cite a source/);
  assert.match(await at.text(page, '#gates'), /allowed if the audit trail is not required/);
  await at.close(page);
});

test('fields take numbers as people write them, and refuse the rest with what is accepted', async () => {
  const page = await at.open(browser, server.url);
  const type = async (key, value) => {
    await page.locator(`#num-${key}`).click();
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
    await page.locator(`#num-${key}`).blur();
  };
  await type('queries_per_day', '12k');
  assert.equal(await page.locator('#num-queries_per_day').inputValue(), '12,000');
  await type('change_days', '2 weeks');
  assert.equal(await page.locator('#num-change_days').inputValue(), '14 days');
  await type('strictness', 'very');
  assert.match(await at.text(page, '#said-strictness'), /Enter a number from 0\.00 to 1\.00/);
  assert.equal(await page.locator('#num-strictness').inputValue(), '0.50', 'the value stands');
  // The field shows 1.5 s, and a bare number has the unit on display.
  await type('ttft_p95_ms', '2');
  assert.equal(await page.locator('#num-ttft_p95_ms').inputValue(), '2 s');
  await type('ttft_p95_ms', '0,8s');
  assert.equal(await page.locator('#num-ttft_p95_ms').inputValue(), '800 ms');
  await type('budget_monthly_usd', '8,5k');
  assert.equal(await page.locator('#num-budget_monthly_usd').inputValue(), '$8,500');
  await type('ttft_p95_ms', '1');
  assert.match(await at.text(page, '#said-ttft_p95_ms'), /50 ms to 60 s/);
  assert.equal(await page.locator('#num-ttft_p95_ms').inputValue(), '50 ms', 'the nearest in range');
  await at.agrees(page);
  await at.close(page);
});

test('inputs deep in a fold work, and the verdict stays in sight meanwhile', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#fold-retrieval > summary').click();
  await page.locator('#in-recall').focus();
  await page.keyboard.press('Home');
  await at.agrees(page);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.locator('#mini').waitFor({ state: 'visible' });
  assert.equal(await at.text(page, '#mini'), await at.text(page, '#headline'));
  await at.close(page);
});

test('six hundred movements in a row write the address at most 28 times, and a refusing history breaks nothing', async () => {
  const page = await at.open(browser, server.url);
  const writes = await page.evaluate(async () => {
    let n = 0;
    for (const way of ['pushState', 'replaceState']) {
      const plain = history[way].bind(history);
      history[way] = (...a) => { n += 1; if (n % 2) throw new DOMException('too often', 'SecurityError'); plain(...a); };
    }
    const slider = document.querySelector('#in-strictness');
    for (let i = 0; i < 600; i += 1) {
      slider.value = String((i * 37) % 1000);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((r) => setTimeout(r, 10));
    }
    await new Promise((r) => setTimeout(r, 600));
    return n;
  });
  assert.ok(writes >= 1 && writes <= 28, `${writes} writes`);
  await page.locator('#in-strictness').press('End');
  await at.agrees(page);
  await at.close(page);
});

test('the map: a dragged point and the arrow keys set both inputs', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  const map = page.locator('#chart-map');
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  const values = () => page.evaluate(() => ['change_days', 'strictness'].map((k) => document.querySelector(`#in-${k}`).value));
  const before = await values();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.2);
  await page.mouse.up();
  const dragged = await values();
  assert.ok(dragged.every((v, i) => v !== before[i]), `${before} ${dragged}`);
  await map.press('ArrowLeft');
  assert.notEqual((await values())[0], dragged[0]);
  await at.agrees(page);
  await at.close(page);
});

test('hover and keys read the cost chart out as its table has it', async () => {
  const page = await at.open(browser, server.url);
  const canvas = page.locator('#chart-cost');
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.5);
  await page.waitForFunction(() => /RAG/.test(document.querySelector('#read-cost').textContent));
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => document.querySelector('#read-cost').textContent === '');
  await canvas.press('End');
  const read = await at.text(page, '#read-cost');
  const said = at.decide(await at.link(page));
  const rag = said.strategies.find((s) => s.id === 'rag').cost.cumulative_usd.at(-1);
  const shown = +read.match(/RAG \$([\d,]+)/)[1].replaceAll(',', '');
  assert.ok(Math.abs(shown - rag) <= 0.001 * rag, `${read} ${rag}`);
  await page.locator('#toggle-cost').click();
  const last = await page.locator('#table-cost tbody tr').last().innerText();
  assert.ok(last.includes(String(Math.round(rag))), `${last} ${rag}`);
  await at.close(page);
});
