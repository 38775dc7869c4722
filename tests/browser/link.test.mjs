// Links, history, presets, and links that are wrong.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const CHARTS = ['cost', 'volume', 'latency', 'quality', 'map'].map((id) => `#chart-${id}`);

test('a link opens to the same answer and the same pixels in a fresh profile', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#in-strictness').press('End');
  await page.locator('#in-change_days').press('PageUp');
  await page.locator('#in-audit label', { hasText: 'useful' }).click();
  const headline = await at.agrees(page);
  const url = await at.link(page);
  assert.match(url, /#v1&check=\w{5}&m=\w+&p=[\d-]+&.*strictness=1/);
  assert.ok(url.length < 300);
  // The same address, so that nothing of how it was reached is left.
  await page.reload();
  await at.ready(page);
  const other = await at.open(browser, url);
  for (const p of [page, other]) { await at.rested(p); await p.mouse.move(0, 0); }
  assert.equal(await at.text(other, '#headline'), headline);
  for (const chart of CHARTS) {
    await Promise.all([page, other].map((p) => p.locator(chart).scrollIntoViewIfNeeded()));
    const wanted = await at.pixels(page, chart);
    await other.waitForFunction(([chart, wanted]) => document.querySelector(chart).toDataURL() === wanted, [chart, wanted]);
  }
  await at.close(page);
  await at.close(other);
});

test('what was measured is named beside the figures it sets, and stays in the link', async () => {
  const assumed = at.decide('#v1');
  const fragment = '#v1&measured_search_p50_ms=300&measured_search_p95_ms=900&measured=2%20cores%20%3Cb%3E,%202026-11-23';
  const page = await at.open(browser, `${server.url}${fragment}`);
  assert.equal(await at.agrees(page), at.decide(fragment).verdict.headline);
  assert.match(await at.text(page, '#measured'), /measured +search . 2 cores <b>, 2026-11-23/);
  await page.locator('#card-latency').scrollIntoViewIfNeeded();
  assert.match(await at.text(page, '#card-latency header'), /measured: search; the rest; assumed/);
  await page.locator('#card-latency button', { hasText: 'Table' }).click();
  const table = await at.text(page, '#table-latency');
  assert.match(table, /search, measured/);
  assert.match(table, /prefill(?!, measured)/);
  const ttft = (decision) => decision.strategies.find((s) => s.id === 'rag').latency.ttft_p95_ms;
  assert.ok(ttft(at.decide(fragment)) > ttft(assumed));
  assert.match(await at.link(page), /measured_search_p50_ms=300&measured_search_p95_ms=900&measured=2%20cores/);
  await at.close(page);
  const plain = await at.open(browser, server.url);
  assert.equal(await plain.locator('#measured').isVisible(), false);
  await at.close(plain);
});

test('Back and Forward restore inputs, verdict and charts', async () => {
  const page = await at.open(browser, server.url);
  const first = await at.text(page, '#headline');
  await page.locator('#in-strictness').press('End');
  const second = await at.agrees(page);
  assert.notEqual(second, first);
  await page.goBack();
  await page.waitForFunction((h) => document.querySelector('#headline').innerText === h, first);
  assert.equal(await page.locator('#in-strictness').inputValue(), '500');
  await page.goForward();
  await page.waitForFunction((h) => document.querySelector('#headline').innerText === h, second);
  assert.equal(await page.locator('#in-strictness').inputValue(), '1000');
  await at.close(page);
});

test('every preset gives the verdict that the engine gives', async () => {
  const page = await at.open(browser, server.url);
  const list = at.presets();
  const ids = (Array.isArray(list) ? list : list.presets).map((p) => p.id);
  assert.ok(ids.length >= 8);
  for (const id of ids) {
    await page.locator('#preset').selectOption(id);
    assert.equal(await at.agrees(page), at.decide(`#preset=${id}`).verdict.headline, id);
  }
  await at.close(page);
});

const BAD = [
  ['v1&colour=blue', /colour/],
  ['v1&change_dayz=7', /change_days/],
  ['v1&recall=7', /0 to 1/],
  ['v1&recall=lots', /recall/],
  ['v1&audit=maybe', /none, useful, required/],
  ['preset=nothing', /legal-research/],
  ['v99&change_days=7', /v?99/],
  ['%ZZ&%F0%9F%92%A9', /\S/],
  ['v1&recall=0.9'.padEnd(20_000, '&x=1'), /\S/],
];

for (const [fragment, wanted] of BAD) {
  test(`a bad link says what was wrong and the page works: ${fragment.slice(0, 30)}`, async () => {
    const page = await at.open(browser, `${server.url}#${fragment}`);
    assert.match(await at.text(page, '#notices'), wanted);
    const before = await at.text(page, '#headline');
    await page.locator('#preset').selectOption('json-schema');
    await page.waitForFunction((b) => document.querySelector('#headline').innerText !== b, before);
    assert.equal(await page.locator('#notices .notice:not(.warning)').count(), 0, 'a preset clears what the link did');
    await at.close(page);
  });
}

test('the link is copied; where the clipboard is refused it is shown to be copied by hand', async () => {
  const page = await at.open(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('#in-strictness').press('End');
  await at.agrees(page);
  await page.locator('#copy-link').click();
  await page.waitForFunction(() => document.querySelector('#copy-link').innerText === 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await at.link(page));
  await at.close(page);
  const refused = await at.open(browser, server.url);
  await refused.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await refused.locator('#copy-link').click();
  await refused.locator('#link-by-hand').waitFor();
  assert.match(await refused.locator('#link-by-hand').inputValue(), /#v1&check=\w{5}&m=/);
  await at.close(refused);
});

test('a damaged requirement is asked for above the verdict, and an answer changes verdict and address', async () => {
  const page = await at.open(browser, `${server.url}#v1&audit=requ&change_days=730&strictness=0.9`);
  await page.locator('#questions .question').waitFor();
  assert.equal(await page.locator('#questions').getAttribute('aria-live'), 'polite');
  assert.match(await at.text(page, '#questions'), /“requ”.*Which did it hold\?.*the strictest is assumed: required/s);
  const above = await page.evaluate(() => document.querySelector('#questions').getBoundingClientRect().bottom
    <= document.querySelector('#headline').getBoundingClientRect().top);
  assert.ok(above, 'the question stands above the verdict');
  await at.rested(page);
  const assumed = at.decide('#v1&audit=required&change_days=730&strictness=0.9').verdict.headline;
  assert.equal(await at.text(page, '#headline'), assumed);
  // By the keyboard: Tab reaches each answer, Enter gives it.
  await page.locator('#questions button', { hasText: 'not needed' }).focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.innerText), 'useful');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction((h) => document.querySelector('#headline').innerText !== h, assumed);
  assert.equal(await page.locator('#questions .question').count(), 0);
  await page.waitForFunction(() => document.activeElement.id === 'headline');
  assert.equal(await at.agrees(page), at.decide('#v1&change_days=730&strictness=0.9').verdict.headline);
  assert.match(page.url(), /#v1&check=\w{5}&m=\w+&p=[\d-]+&change_days=730&strictness=0\.9$/);
  await at.close(page);
});

test('the assumed value as the answer is written into the address, and Back asks again', async () => {
  const page = await at.open(browser, `${server.url}#v1&audit=requ`);
  await page.locator('#questions button', { hasText: 'required' }).click();
  await page.waitForFunction(() => location.hash.endsWith('&audit=required'));
  assert.equal(await page.locator('#questions .question').count(), 0);
  await page.goBack();
  await page.locator('#questions .question').waitFor();
  // The input's own control is an answer too.
  await page.locator('#in-audit label', { hasText: 'useful' }).click();
  await page.locator('#questions .question').waitFor({ state: 'detached' });
  await at.close(page);
});

test('a link that was cut says so and asks for nothing that it cannot know', async () => {
  const whole = await at.open(browser, `${server.url}#v1&audit=required&change_days=7`);
  await whole.locator('#in-strictness').press('End');
  await whole.waitForFunction(() => location.hash.includes('strictness=1&'));
  const link = await at.link(whole);
  await at.close(whole);
  const page = await at.open(browser, link.slice(0, link.indexOf('&audit')));
  assert.match(await at.text(page, '#questions'), /cut or changed on its way/);
  await page.locator('#questions button').click();
  await page.locator('#questions .question').waitFor({ state: 'detached' });
  await at.close(page);
});

test('the short link stands beside the readable one, is copied, and opens the same scenario', async () => {
  const page = await at.open(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('#preset').selectOption('legal-research');
  const headline = await at.agrees(page);
  await page.locator('#links').click();
  const short = await page.locator('#short-link').inputValue();
  assert.match(short, /#s1\.[\w-]+\.\w{5}$/);
  assert.ok(short.length <= 160, short);
  assert.match(await page.locator('#readable-link').inputValue(), /#v1&check=.*audit=required/);
  await page.locator('#copy-short-link').click();
  await page.waitForFunction(() => document.querySelector('#copy-short-link').innerText === 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), short);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.id === 'links');
  await at.close(page);
  const other = await at.open(browser, short);
  assert.equal(await at.text(other, '#headline'), headline);
  assert.equal(await other.locator('#preset').inputValue(), 'legal-research');
  assert.equal(await other.locator('#notices .notice:not(.warning)').count(), 0);
  await at.close(other);
});
