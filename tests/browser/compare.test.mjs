// Scenarios pinned and compared, links against one's own scenario, undo and redo, what-if buttons, and a verdict that keeps its height.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** Waits until the comparison has the figures of every column. */
const compared = (page) => page.waitForFunction(() => {
  const table = document.querySelector('#compare-results');
  return table && !/Simulating/.test(table.textContent);
});

const row = (page, id) => page.locator(`#compare-table tr[data-row="${id}"] td`).evaluateAll((all) => all.map((td) => td.firstChild.textContent));
const queries = (page) => page.locator('#num-queries_per_day').inputValue();
const shows = (page, value) => page.waitForFunction((value) => document.querySelector('#num-queries_per_day').value === value, value);

/** The default pinned as A, and ten times its traffic live. */
async function twoScenarios() {
  const page = await at.open(browser, server.url);
  await page.locator('#pin').click();
  await page.locator('#what-if-traffic').click();
  await compared(page);
  return page;
}

test('pin, change, compare: differences first, and the figures are those of the engine', async () => {
  const page = await twoScenarios();
  assert.deepEqual(await row(page, 'queries_per_day'), ['5,000', '50,000']);
  assert.equal(await page.locator('#compare-inputs tr[data-row]').count(), 1, 'only what differs');
  await at.rested(page);
  const url = await at.link(page);
  const [base, now] = [at.decide('#v1').verdict, at.decide(url).verdict];
  assert.notEqual(base.winner, now.winner);
  const label = (id) => page.locator(`#compare-results .compare-verdict[data-strategy="${id}"]`);
  assert.equal(await label(base.winner).count(), 1);
  assert.equal(await label(now.winner).count(), 1);
  await page.waitForFunction(() => /alone changes the recommendation/.test(document.querySelector('#compare-table [data-row="why"]')?.textContent));
  assert.match(await page.locator('#compare-announce').textContent(), /^Now differs from A in 1 input; .+ instead of .+, \$[\d,.]+ more a month\.$/);
  assert.match(await page.locator('#chart-compare').getAttribute('aria-label'), /A: .*Now: |Now: .*A: /);
  await page.locator('#compare-costs-table').click();
  assert.equal(await page.locator('#compare-costs-rows tbody tr').count(), 25);
  await at.close(page);
});

test('the link holds every pinned scenario with its name, and opens to the same comparison in a fresh profile', async () => {
  const page = await twoScenarios();
  await page.keyboard.press('Alt+KeyK');
  await page.locator('#compare-name-b').fill('Launch, 10× & more');
  await page.locator('#compare-name-b').press('Tab');
  await page.waitForFunction(() => /Launch/.test(decodeURIComponent(location.hash)));
  const url = await at.link(page);
  assert.match(url, /&a=~Defaults&b=queries_per_day:50000~Launch,%2010%C3%97%20%26%20more$/);
  const other = await at.open(browser, url);
  await compared(other);
  assert.equal(await other.locator('#compare-name-b').inputValue(), 'Launch, 10× & more');
  assert.deepEqual(await row(other, 'monthly'), await row(page, 'monthly'));
  await at.close(other);
  await at.close(page);
});

test('a pinned scenario can be edited, updated, duplicated and dropped, and each is one step to undo', async () => {
  const page = await twoScenarios();
  await page.locator('#compare-edit-a').click();
  await shows(page, '5,000');
  await page.locator('#undo').click();
  await shows(page, '50,000');
  await page.locator('#compare-update-a').click();
  await page.waitForFunction(() => /&a=queries_per_day:50000~Defaults/.test(location.hash));
  await page.locator('#undo').click();
  await page.waitForFunction(() => /&a=~Defaults/.test(location.hash));
  await page.locator('#compare-duplicate-a').click();
  await page.locator('#compare-name-b').waitFor();
  assert.equal(await page.locator('#compare-name-b').inputValue(), 'Defaults, copy');
  await page.locator('#compare-drop-b').click();
  await page.locator('#compare-name-b').waitFor({ state: 'detached' });
  await page.locator('#compare-drop-a').click();
  await page.locator('#compare').waitFor({ state: 'detached' });
  assert.doesNotMatch(await at.link(page), /&a=/);
  await page.locator('#undo').click();
  await compared(page);
  await at.close(page);
});

test('a damaged pinned scenario is named, and the rest of the link is kept', async () => {
  const page = await at.open(browser, `${server.url}#v1&queries_per_day=50000&a=~Today&b=chang_days:7~Regulated`);
  assert.match(await at.text(page, '#notices'), /Scenario B of the comparison is damaged at “chang_days:7”/);
  await compared(page);
  assert.deepEqual(await row(page, 'queries_per_day'), ['5,000', '50,000']);
  await at.close(page);
});

test('a link that was sent opens against the scenario last open here, with one click back to it', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#what-if-weekly').click();
  await page.waitForFunction(() => /change_days=7/.test(location.hash));
  const sent = await page.context().newPage();
  await sent.goto(`${server.url}#v1&budget_monthly_usd=20000`);
  await at.ready(sent);
  await sent.locator('#reply-mine').waitFor();
  const said = await at.text(sent, '#reply');
  assert.match(said, /differs from your scenario in 2 inputs/);
  assert.match(said, /Content changes every 7 days → 30 days/);
  assert.match(said, /Monthly budget \$8,000 → \$20,000/);
  assert.deepEqual(await at.violations(sent), []);
  await sent.locator('#reply-side-by-side').click();
  await compared(sent);
  assert.equal(await sent.locator('#compare-name-a').inputValue(), 'Mine');
  assert.deepEqual(await row(sent, 'change_days'), ['7 days', '30 days']);
  await sent.close();

  const again = await page.context().newPage();
  await again.goto(`${server.url}#v1&budget_monthly_usd=30000`);
  await again.locator('#reply-mine').waitFor();
  await again.locator('#reply-mine').click();
  await again.waitForFunction(() => document.querySelector('#num-budget_monthly_usd').value === '$20,000');
  await again.reload();
  await at.ready(again);
  assert.equal(await again.locator('#reply').count(), 0, 'one\'s own scenario is not told');
  await at.close(page);
});

test('undo and redo go by whole changes, by buttons and keys, and never leave the page', async () => {
  const page = await at.open(browser, server.url);
  assert.ok(await page.locator('#undo').isDisabled() && await page.locator('#redo').isDisabled());
  const box = await page.locator('#in-queries_per_day').boundingBox();
  await page.mouse.move(box.x + box.width * 0.52, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  // A pause within the drag, in which the address follows.
  await page.waitForFunction(() => /queries_per_day=/.test(location.hash));
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.mouse.up();
  const dragged = await queries(page);
  await page.locator('#what-if-weekly').click();
  await page.waitForFunction(() => /change_days=7/.test(location.hash));

  await page.locator('#undo').click();
  await page.waitForFunction(() => !/change_days=7/.test(location.hash));
  assert.equal(await queries(page), dragged);
  await page.locator('#in-strictness').focus();
  await page.keyboard.press('Control+z');
  await shows(page, '5,000');
  await page.waitForFunction(() => document.querySelector('#undo').disabled);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+Z');
  await shows(page, dragged);
  await page.keyboard.press('Control+y');
  await page.waitForFunction(() => /change_days=7/.test(location.hash));
  assert.ok(await page.locator('#redo').isDisabled());

  // A text field has undo of its own.
  await page.locator('#num-strictness').click();
  await page.keyboard.press('Control+z');
  assert.match(await at.link(page), /change_days=7/);
  await at.agrees(page);
  await at.close(page);
});

test('what-if buttons change one input each', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#what-if-traffic').click();
  await page.locator('#what-if-budget').click();
  await page.locator('#what-if-weekly').click();
  await page.waitForFunction(() => location.hash.endsWith('&change_days=7&queries_per_day=50000&budget_monthly_usd=4000'));
  assert.ok(await page.locator('#what-if-weekly').isDisabled());
  await at.agrees(page);
  await at.close(page);
});

for (const [name, options] of [['1280', {}], ['390', { viewport: { width: 390, height: 844 } }]]) {
  test(`nothing below the verdict moves while sliders do, at ${name}`, async () => {
    const page = await at.open(browser, server.url, options);
    await at.rested(page);
    const tops = await page.evaluate(async () => {
      const found = [];
      // On a narrow screen the inputs follow the verdict, then the cards.
      const top = (selector) => Math.round(document.querySelector(selector).getBoundingClientRect().top + scrollY);
      const bottom = () => `${top('.main-inputs')} ${top('.grid > .card')}`;
      for (const slider of document.querySelectorAll('.main-inputs input[type=range]')) {
        const start = slider.value;
        const from = bottom();
        for (let i = 0; i <= 40; i += 1) {
          slider.value = String(i * 25);
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise(requestAnimationFrame);
          if (bottom() !== from) found.push(`${slider.id} at ${slider.value}: ${from} to ${bottom()}`);
        }
        slider.value = start;
        slider.dispatchEvent(new Event('change', { bubbles: true }));
      }
      return found;
    });
    assert.deepEqual(tops, []);
    await at.close(page);
  });
}

test('the comparison has no violations of axe, light, dark, embedded and at 390 px', async () => {
  const fragment = '#v1&queries_per_day=50000&a=~Today&b=change_days:7,audit:required~Regulated';
  for (const [part, options] of [
    ['', {}],
    ['', { colorScheme: 'dark' }],
    ['&embed=verdict,compare', {}],
    ['', { viewport: { width: 390, height: 844 } }],
  ]) {
    const page = await at.open(browser, `${server.url}${fragment}${part}`, options);
    await compared(page);
    await at.rested(page);
    assert.deepEqual(await at.violations(page), [], `${part} ${JSON.stringify(options)}`);
    await at.shot(page, `compare${part && '-embedded'}-${options.colorScheme ?? 'light'}-${options.viewport?.width ?? 1280}`, { fullPage: true });
    await at.close(page);
  }
});
