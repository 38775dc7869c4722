// Sliders, fields and ribbons: moved as people move them, checked against the engine.
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

const on = at.suite();
const TALL = { viewport: { width: 1280, height: 2600 } };
const DEFAULTS = Object.fromEntries(at.inputs().map((i) => [i.key, i.default]));

/** The charts that must look different once an input has moved far. */
const TOUCHES = {
  change_days: ['cost', 'quality', 'map'],
  queries_per_day: ['cost', 'volume', 'map'],
  budget_monthly_usd: ['volume', 'map'],
  ttft_p95_ms: ['latency', 'map'],
  strictness: ['quality', 'map'],
  examples: ['cost', 'quality', 'map'],
  corpus_tokens: ['cost', 'quality'],
};

/** The ribbon's cells to both sides of where its slider stands hold the winner that the verdict names. */
async function ribbonAgrees(page, key, verdict) {
  const cells = await at.ribbon(page, key);
  assert.equal(cells.length, 64, key);
  const place = (await page.locator(`#in-${key}`).inputValue() / 1000) * 63;
  const near = [Math.floor(place), Math.ceil(place)].map((i) => cells[i]);
  assert.ok(near.some((c) => c.winner === verdict.winner && c.feasible === verdict.feasible),
    `${key} at ${place}: ${JSON.stringify(near)}, verdict ${verdict.winner}`);
}

for (const key of at.MAIN) {
  on.test(`${key}: dragged by the mouse, verdict, charts and ribbon are the engine's`, '', async (page) => {
    await at.rested(page);
    for (const place of [0.12, 0.93]) {
      const before = await at.allPixels(page);
      await at.drag(page, key, [place - 0.05, place], { hold: true });
      // While the hand still holds the thumb.
      const value = await page.locator(`#in-${key}`).inputValue();
      assert.ok(Math.abs(value / 1000 - place) < 0.03, `the thumb is under the mouse: ${value}`);
      const verdict = await at.agrees(page, key);
      await ribbonAgrees(page, key, verdict);
      await page.waitForFunction(([ids, old]) => ids.every((id, i) => document.querySelector(`#chart-${id}`).toDataURL() !== old[i]),
        [TOUCHES[key], TOUCHES[key].map((id) => before[at.CHARTS.indexOf(id)])]);
      await page.mouse.up();
      await at.rested(page);
      assert.equal((await at.agrees(page, key)).headline, verdict.headline, 'letting go changes nothing');
    }
  }, TALL);
}

on.test('each main slider by the keyboard: arrows, Page keys, Home and End', '', async (page) => {
  for (const key of at.MAIN) {
    const slider = page.locator(`#in-${key}`);
    const first = +await slider.inputValue();
    const place = async () => +await slider.inputValue();
    await slider.press('ArrowRight');
    assert.ok(await place() > first, `${key} ArrowRight`);
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    assert.ok(await place() < first, `${key} ArrowLeft`);
    await slider.press('PageUp');
    assert.ok(await place() > first + 20, `${key} PageUp`);
    for (const [end, position] of [['Home', 0], ['End', 1000]]) {
      await slider.press(end);
      assert.equal(await place(), position, `${key} ${end}`);
      await ribbonAgrees(page, key, await at.agrees(page, `${key} ${end}`));
      const said = await slider.getAttribute('aria-valuetext');
      assert.equal(said, await page.locator(`#num-${key}`).inputValue(), 'heard as it is read');
    }
    await page.locator(`#reset-${key}`).click();
    assert.equal(await place(), first, `${key} reset`);
    assert.equal(await page.locator(`#reset-${key}`).isHidden(), true, 'nothing left to reset');
  }
});

on.test('every ribbon moves with one slider, and says what the engine says at other values', '', async (page) => {
  const keys = [...at.MAIN, 'audit'];
  const before = await Promise.all(keys.map((key) => at.ribbon(page, key)));
  const seen = new Set();
  for (const [key, place] of [['queries_per_day', 0.75], ['strictness', 0.9], ['examples', 0.8], ['budget_monthly_usd', 0.2]]) {
    await at.drag(page, key, [place]);
    const now = await Promise.all(keys.map((k) => at.ribbon(page, k)));
    now.forEach((r, i) => { if (keys[i] !== key && JSON.stringify(r) !== JSON.stringify(before[i])) seen.add(keys[i]); });
  }
  assert.deepEqual(keys.filter((k) => !seen.has(k)), [], 'ribbons that never followed another slider');
  const link = await at.link(page);
  for (const key of ['change_days', 'queries_per_day', 'budget_monthly_usd', 'ttft_p95_ms', 'corpus_tokens', 'strictness']) {
    const cells = await at.ribbon(page, key);
    // The middle of each stretch: a boundary may fall to either side by rounding.
    for (let from = 0; from < 64;) {
      let to = from;
      while (to < 63 && JSON.stringify(cells[to + 1]) === JSON.stringify(cells[from])) to += 1;
      const middle = Math.floor((from + to) / 2);
      if (to - from >= 2) {
        const { winner, feasible } = at.decide(link, { [key]: at.valueAt(key, middle / 63) }).verdict;
        assert.deepEqual(cells[middle], { winner, feasible }, `${key} cell ${middle}`);
      }
      from = to + 1;
    }
  }
  const audit = await at.ribbon(page, 'audit');
  for (const [i, id] of ['none', 'useful', 'required'].entries()) {
    const { winner, feasible } = at.decide(link, { audit: id }).verdict;
    assert.deepEqual(audit[i], { winner, feasible }, `audit ${id}`);
  }
});

on.test('the audit trail is a choice by mouse and keys, and required shuts out what cannot cite', '', async (page) => {
  await page.locator('#in-audit label', { hasText: 'required' }).click();
  await at.agrees(page);
  assert.match(await at.text(page, '#gates'), /cannot cite a source/);
  assert.match(await at.text(page, '#gates'), /opens if the audit trail is not required/);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.locator('#in-audit input:checked').getAttribute('value'), 'useful');
  await at.agrees(page);
});

on.test('fields take numbers as people write them, and say what they accept of the rest', '', async (page) => {
  const field = (key) => page.locator(`#num-${key}`);
  const type = async (key, value) => {
    await field(key).click();
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
    await field(key).blur();
  };
  const value = async (key) => at.decide(await at.link(page)).scenario[key];
  for (const [key, typed, wanted, shown] of [
    ['queries_per_day', '12k', 12_000, '12,000'],
    ['queries_per_day', '1,500', 1500, '1,500'],
    ['change_days', '2 weeks', 14, '14 days'],
    ['change_days', 'never', 3650, 'never'],
    ['ttft_p95_ms', '2 s', 2000, '2 s'],
    ['corpus_tokens', '24 M', 24_000_000, '24 M tokens'],
    ['strictness', '30 %', 0.3, '0.30'],
  ]) {
    await type(key, typed);
    assert.equal(await value(key), wanted, typed);
    assert.equal((await field(key).inputValue()).replace('.0 ', ' '), shown, typed);
    assert.equal(await page.locator(`#said-${key}`).isHidden(), true, typed);
    await at.agrees(page, typed);
  }
  for (const bad of ['very', '1e', '--3', '0x10', '💸']) {
    await type('strictness', bad);
    assert.match(await at.text(page, '#said-strictness'), /Takes a number from 0\.00 to 1\.00/, bad);
    assert.equal(await field('strictness').inputValue(), '0.30', `the value stands: ${bad}`);
    assert.equal(await value('strictness'), 0.3, bad);
  }
  await type('ttft_p95_ms', '1');
  assert.match(await at.text(page, '#said-ttft_p95_ms'), /50 ms to 60 s/);
  assert.equal(await field('ttft_p95_ms').inputValue(), '50 ms', 'the nearest in range');
  assert.equal(await value('ttft_p95_ms'), 50);
  // The hint goes once the input is moved otherwise.
  await page.locator('#in-ttft_p95_ms').press('End');
  assert.equal(await page.locator('#said-ttft_p95_ms').isHidden(), true);
  await at.agrees(page);
});

on.test('a focused field shows the raw number; Escape drops what was typed', '', async (page) => {
  const field = page.locator('#num-corpus_tokens');
  const atRest = await field.inputValue();
  await field.click();
  assert.equal(await field.inputValue(), '5000000');
  await page.keyboard.type('77');
  await page.keyboard.press('Escape');
  assert.equal(await field.inputValue(), '5000000');
  await field.blur();
  assert.equal(await field.inputValue(), atRest);
  assert.equal(at.decide(await at.link(page)).scenario.corpus_tokens, DEFAULTS.corpus_tokens);
});

on.test('Back undoes one committed change after the other', '', async (page) => {
  const values = () => page.evaluate(() => ['strictness', 'examples'].map((k) => document.querySelector(`#in-${k}`).value));
  const first = await values();
  await at.drag(page, 'strictness', [0.9]);
  const second = await values();
  await page.locator('#num-examples').fill('20000');
  await page.locator('#num-examples').press('Enter');
  await page.locator('#num-examples').blur();
  const third = await values();
  assert.equal(new Set([first, second, third].map(String)).size, 3);
  for (const wanted of [second, first]) {
    await page.goBack();
    await page.waitForFunction((wanted) => ['strictness', 'examples'].every((k, i) => document.querySelector(`#in-${k}`).value === wanted[i]), wanted);
    await at.agrees(page, 'Back');
  }
});

on.test('the verdict stays in the view while any slider, deep in a fold, is moved', '', async (page) => {
  // The whole page is scrolled as far as it takes: the answer must be seen all the same.
  for (const fold of await page.locator('details.fold > summary').all()) await fold.click();
  const sliders = await page.$$eval('details.fold input[type=range]', (all) => all.map((e) => e.id));
  assert.ok(sliders.length > 35, `${sliders.length} sliders in the folds`);
  const inView = (id) => page.locator(id).evaluate((e) => {
    const box = e.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
  });
  for (const id of [sliders[0], sliders[Math.floor(sliders.length / 2)], 'in-recall', sliders.at(-1)]) {
    const slider = page.locator(`#${id}`);
    await slider.scrollIntoViewIfNeeded();
    await slider.press('End');
    await at.painted(page);
    assert.ok(await inView(`#${id}`), `${id} itself`);
    assert.ok(await inView('#headline') || await inView('#mini'), `the verdict while ${id} moves`);
    const verdict = await at.agrees(page, id);
    if (await page.locator('#mini').isVisible()) assert.equal(await at.text(page, '#mini'), verdict.headline);
  }
});

on.test('on a narrow screen too, the verdict is in the view at the last slider', '', async (page) => {
  await page.locator('details.fold > summary').last().click();
  const slider = page.locator('details.fold input[type=range]').last();
  await slider.scrollIntoViewIfNeeded();
  await slider.press('End');
  await page.waitForFunction(() => ['headline', 'mini'].some((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  }));
  await at.agrees(page);
}, { viewport: { width: 390, height: 844 } });
