// What meetings need: the presenter, the search, saved scenarios, notes, the introduction and the glossary.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as at from './lib/page.mjs';

const LARGE = { viewport: { width: 1920, height: 1080 } };
let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const isAccessible = async (page) => assert.deepEqual(await at.violations(page), []);

const focused = (page, id) => page.waitForFunction((id) => document.activeElement?.id === id, id);
const shows = (page, value) => page.waitForFunction((value) => document.querySelector('#num-queries_per_day').value === value, value);
const presented = (page, part) => page.waitForFunction((part) => document.documentElement.dataset.presented === part, part);

/** Opens the search and goes to the first thing found. */
async function goTo(page, query) {
  await page.keyboard.press('Control+k');
  await focused(page, 'palette-query');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('dialog[open] .palette'));
}

test('the presenter shows the verdict, one chart and the main inputs in type for a room, and Escape leaves it', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await at.open(browser, server.url, { ...LARGE, colorScheme });
    await at.rested(page);
    const link = await at.link(page);
    await page.keyboard.press('Alt+p');
    await presented(page, 'cost');
    assert.equal(await at.link(page), link, 'the link does not hold it');
    for (const seen of ['#headline', '#subtitle', '#chart-cost', '#in-queries_per_day', '#ribbon-queries_per_day']) {
      assert.ok(await page.locator(seen).isVisible(), seen);
    }
    for (const hidden of ['#preset', '#card-map', '#fold-traffic', '#reasons']) assert.ok(await page.locator(hidden).isHidden(), hidden);
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth), 'all of it on one screen');
    const small = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const { fontSize } = getComputedStyle(node.parentElement);
        if (node.data.trim() && node.parentElement.checkVisibility() && !node.parentElement.closest('.visually-hidden, script, style, [hidden]') && parseFloat(fontSize) < 24) found.push(`${fontSize} ${node.data.trim()}`);
      }
      return found;
    });
    assert.deepEqual(small, [], 'text of less than 24 px');
    await at.shot(page, `presenter-cost-${colorScheme}`);
    await page.keyboard.press('2');
    await page.keyboard.press('ArrowRight');
    await presented(page, 'latency');
    assert.ok(await page.locator('#chart-latency').isVisible() && await page.locator('#chart-cost').isHidden());
    await at.shot(page, `presenter-latency-${colorScheme}`);
    // A slider keeps its own keys, and the page its verdict.
    const slider = page.locator('#in-queries_per_day');
    await slider.focus();
    for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowRight');
    await presented(page, 'latency');
    assert.notEqual(await page.locator('#num-queries_per_day').inputValue(), '5,000');
    await at.agrees(page);
    await isAccessible(page);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.documentElement.dataset.presented === undefined);
    await focused(page, 'present');
    assert.ok(await page.locator('#reasons').isVisible() && await page.locator('#card-map').isVisible());
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '14px');
    await at.close(page);
  }
});

test('the presenter has room on smaller screens', async () => {
  for (const [width, height] of [[1280, 720], [390, 844]]) {
    const page = await at.open(browser, server.url, { viewport: { width, height } });
    await at.rested(page);
    await page.keyboard.press('Alt+p');
    await presented(page, 'cost');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut at the side');
    await at.shot(page, `presenter-${width}`);
    await page.locator('#leave-presenter').click();
    assert.ok(await page.locator('#preset').isVisible());
    await at.close(page);
  }
});

test('the search goes to an input in its fold, applies a preset, and brings a chart into view', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  await page.locator('#num-queries_per_day').focus();
  await goTo(page, 'passages per');
  const went = await page.waitForFunction(() => document.activeElement?.id.startsWith('in-') && document.activeElement.id);
  assert.ok(await page.locator(`#${await went.jsonValue()}`).isVisible(), 'its fold is open');
  const { label, id } = at.presets().find((preset) => preset.id !== 'default');
  await goTo(page, label);
  await page.waitForFunction((id) => document.querySelector('#preset').value === id, id);
  await page.locator('#undo').click();
  await page.waitForFunction(() => document.querySelector('#preset').value === 'default');
  await goTo(page, 'monthly cost by');
  await focused(page, 'card-volume');
  assert.ok(await page.locator('#chart-volume').evaluate((e) => e.getBoundingClientRect().top < innerHeight));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('10× traffic');
  await page.keyboard.press('Enter');
  await shows(page, '50,000');
  // A list of options that the field controls.
  await page.locator('#search').click();
  await focused(page, 'palette-query');
  await page.keyboard.press('ArrowDown');
  const field = page.locator('#palette-query');
  assert.equal(await field.getAttribute('aria-activedescendant'), 'palette-1');
  assert.equal(await page.locator('#palette-list [aria-selected=true]').getAttribute('id'), 'palette-1');
  await isAccessible(page);
  await at.shot(page, 'palette');
  await field.fill('zzz');
  assert.match(await page.locator('.palette [role=status]').textContent(), /Nothing is found for “zzz”/);
  await page.keyboard.press('Escape');
  await focused(page, 'search');
  await at.close(page);
});

test('scenarios are saved under a name, opened, renamed, deleted and carried in a file', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#what-if-traffic').click();
  const saveAs = async (name) => {
    await page.locator('#saved-name').fill(name);
    await page.locator('#save-scenario').click();
  };
  const names = () => page.locator('#saved-list input').evaluateAll((all) => all.map((input) => input.value));
  await page.locator('#saved').click();
  await saveAs('');
  assert.match(await at.text(page, '#saved-said'), /type a name/);
  await saveAs('Busy');
  await saveAs('Busy');
  assert.deepEqual(await names(), ['Busy', 'Busy (2)'], 'nothing is written over');
  await page.locator('#saved-list input').nth(1).fill('Spare');
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => /Renamed to “Spare”/.test(document.querySelector('#saved-said').textContent));
  await page.getByRole('button', { name: 'Delete “Spare”' }).click();
  assert.deepEqual(await names(), ['Busy']);
  await page.locator('#restore-saved').click();
  assert.deepEqual(await names(), ['Busy', 'Spare']);
  await isAccessible(page);
  await at.shot(page, 'saved');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export-saved').click()]);
  const file = await download.path();
  assert.match(readFileSync(file, 'utf8'), /^Busy\thttp\S+#v1&\S*queries_per_day=50000\S*\nSpare\t/);
  await page.getByRole('button', { name: 'Delete “Busy”' }).click();
  await page.locator('#import-saved').setInputFiles(file);
  await page.waitForFunction(() => /2 scenarios are imported/.test(document.querySelector('#saved-said').textContent));
  assert.deepEqual(await names(), ['Busy', 'Spare']);
  await page.keyboard.press('Escape');
  await page.locator('#undo').click();
  await shows(page, '5,000');
  await page.reload();
  await at.ready(page);
  await page.locator('#saved').click();
  await page.getByRole('button', { name: 'Open “Busy”' }).click();
  await shows(page, '50,000');
  await page.locator('#undo').click();
  await shows(page, '5,000');
  await at.close(page);
});

test('where the browser keeps nothing, saving says so', async () => {
  const page = await at.open(browser, server.url);
  await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } }));
  await page.reload();
  await at.ready(page);
  await page.locator('#saved').click();
  assert.match(await at.text(page, '#no-storage'), /keeps nothing .* Copy the link instead/);
  await at.close(page);
});

test('a note goes into the link and the record, and is text wherever it comes from', async () => {
  const page = await at.open(browser, server.url);
  const note = 'Agreed on 3 December <img src=x onerror=alert(1)> & 50% #1';
  await page.locator('#note-button').click();
  await focused(page, 'note-text');
  await page.keyboard.type(note);
  await isAccessible(page);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('note='));
  assert.equal(await at.text(page, '#note'), `Note: ${note}`);
  const other = await at.open(browser, await at.link(page));
  assert.equal(await at.text(other, '#note'), `Note: ${note}`);
  assert.equal(await other.locator('#note *').count(), 0);
  await other.locator('#why').scrollIntoViewIfNeeded();
  const [download] = await Promise.all([other.waitForEvent('download'), other.locator('#record-md').click()]);
  assert.match(readFileSync(await download.path(), 'utf8'), /Note&#58; Agreed on 3 December &lt;img src=x/);
  await at.shot(other, 'note');
  await at.close(other);
  await page.locator('#undo').click();
  await page.waitForFunction(() => document.querySelector('#note').hidden);
  await at.close(page);
});

test('a first visit is explained once, and not where a link was opened or a frame embeds the page', async () => {
  const page = await at.open(browser, server.url, { isFirstVisit: true });
  const card = page.locator('#introduction');
  await card.waitFor();
  await isAccessible(page);
  await at.shot(page, 'introduction');
  let steps = 1;
  for (; (await at.text(page, '#introduction-next')) === 'Next'; steps += 1) {
    await page.locator('#introduction-next').click();
    assert.equal(await page.locator('[data-explained]').count(), 1);
  }
  assert.equal(steps, 4);
  await page.locator('#introduction-next').click();
  assert.equal(await card.count(), 0);
  await page.reload();
  await at.ready(page);
  await page.waitForTimeout(2_000);
  assert.equal(await card.count(), 0, 'not shown again');
  await page.locator('#help').click();
  await card.waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await card.count(), 0);
  await at.close(page);
  for (const address of ['#v1&queries_per_day=50000', '#v1&embed=verdict']) {
    const linked = await at.open(browser, server.url + address, { isFirstVisit: true });
    await linked.waitForTimeout(2_000);
    assert.equal(await linked.locator('#introduction').count(), 0, address);
    await at.close(linked);
  }
});

test('a term opens its meaning from the glossary', async () => {
  const page = await at.open(browser, server.url);
  await page.getByRole('button', { name: 'Meaning of “runner-up”' }).click();
  const [, said] = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8').match(/^\| runner-up \| ([^|]+) \|/m);
  await page.waitForFunction(() => document.querySelector('#glossary-term dd')?.textContent);
  assert.equal(await at.text(page, '#glossary-term dd'), said);
  await isAccessible(page);
  await at.shot(page, 'term');
  await at.close(page);
});
