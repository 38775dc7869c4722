// The page in German beside English: reached by link, menu and browser, with the scenario kept, and with German numbers.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

const skip = at.LANGUAGES.includes('de/') ? false : 'the page was built in English alone';
let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const SCENARIO = 'change_days=7&audit=required';

test('a link opens the page in German with its scenario, and the menu leads back with it', { skip }, async () => {
  const page = await at.open(browser, `${server.url}#v1&lang=de&${SCENARIO}`);
  await at.rested(page);
  assert.match(page.url(), /\/de\/#v1&change_days=7&audit=required$/);
  assert.equal(await page.getAttribute('html', 'lang'), 'de');
  assert.match(await page.textContent('#verdict'), /\d\.\d{3}\s\$ vorab/, 'amounts are written the German way');
  assert.match(await page.textContent('#verdict'), /Punktzahl \d+,\d/, 'with a decimal comma');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'no sideways scrolling');
  await page.selectOption('#language', 'en');
  await page.waitForURL((url) => !url.pathname.endsWith('/de/'));
  await at.rested(page);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.match(page.url(), /change_days=7&audit=required/);
  await at.close(page);
});

test('a browser that prefers German gets it, unless the link asks for English', { skip }, async () => {
  const german = await at.open(browser, server.url, { locale: 'de-DE' });
  assert.match(german.url(), /\/de\/(#|$)/);
  await at.close(german);
  const english = await at.open(browser, `${server.url}#v1&lang=en`, { locale: 'de-DE' });
  assert.equal(await english.getAttribute('html', 'lang'), 'en');
  await at.close(english);
});

test('a language that was not built is named, and the page goes on', async () => {
  const page = await at.open(browser, `${server.url}#v1&lang=fr&${SCENARIO}`);
  await at.rested(page);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.match(await page.textContent('#notices'), /no page in the language “fr”/);
  await at.close(page);
});

/** Texts and named attributes with an English word that German does not have, but for sources, which stay as they are published. */
const english = (page) => page.evaluate(() => {
  const word = /\b(the|and|of|with|for|are|by|from|not|per|each|your|this|than|its|which|is|to)\b/;
  const sources = '#texts [id^=figures-], #texts [id^=ability-], .source, #prices-rows, script, style';
  // The server names its machine.
  const machine = '#bench-connection';
  const found = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(`${sources}, ${machine}`)) continue;
    const texts = node === element ? ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'content'].map((name) => node.getAttribute(name)) : [node.data];
    for (const text of texts) if (text && word.test(text)) found.push(`${element.closest('[id]')?.id}: ${text.trim().slice(0, 120)}`);
  }
  return found;
});

test('with everything opened no English sentence is left on the German page', { skip }, async () => {
  const opened = async (url) => {
    const page = await at.open(browser, url, { viewport: { width: 1280, height: 4000 } });
    await at.rested(page);
    for (const fold of await page.locator('details').all()) await fold.evaluate((d) => { d.open = true; });
    await page.locator('#why').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.insight-next')?.classList.contains('stale') === false);
    await page.locator('#files').scrollIntoViewIfNeeded();
    await page.waitForSelector('#files-choose');
    await page.locator('#measure-open').press('Enter');
    await page.waitForSelector('#bench-connection');
    return page;
  };
  const there = await opened(server.url);
  assert.ok((await english(there)).length > 300, 'the words are told in the English page');
  await at.close(there);
  const page = await opened(`${server.url}de/`);
  assert.deepEqual(await english(page), []);
  await at.close(page);
});

for (const [name, options] of [['wide', {}], ['narrow and dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }]]) {
  test(`axe finds nothing on the German page, and nothing is beside it: ${name}`, { skip }, async () => {
    const page = await at.open(browser, `${server.url}de/`, options);
    for (const fold of await page.locator('details.fold').all()) await fold.evaluate((d) => { d.open = true; });
    assert.deepEqual(await at.violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await at.close(page);
  });
}

test('German numbers are read as they are typed in Germany, and refused with a reason where they can mean two', { skip }, async () => {
  const page = await at.open(browser, `${server.url}de/`);
  const type = async (key, typed) => {
    await page.locator(`#num-${key}`).fill(typed);
    await page.locator(`#num-${key}`).press('Enter');
    await page.locator(`#num-${key}`).blur();
  };
  await type('queries_per_day', '12.500');
  await type('ttft_p95_ms', '1,5 s');
  await type('strictness', '0,15');
  await page.waitForFunction(() => /queries_per_day=12500.*|strictness=0\.15/.test(location.hash) && location.hash.includes('strictness=0.15'));
  const link = await at.link(page);
  assert.match(link, /queries_per_day=12500/);
  assert.doesNotMatch(link, /ttft_p95_ms/, 'the default, 1.5 s, is not in the link');
  assert.equal(await page.inputValue('#num-queries_per_day'), '12.500');
  await type('queries_per_day', '1,500');
  assert.match(await at.text(page, '#said-queries_per_day'), /kann 1,5 oder 1500 sein/);
  assert.equal(await page.inputValue('#num-queries_per_day'), '12.500', 'the value stands');
  await at.close(page);
});

test('after one visit the German page opens without a network', { skip }, async () => {
  const page = await at.open(browser, `${server.url}de/`, { serviceWorkers: 'allow' });
  while (!(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'))) await page.waitForTimeout(50);
  await page.context().setOffline(true);
  await page.reload();
  await at.ready(page);
  assert.equal(await page.getAttribute('html', 'lang'), 'de');
  assert.match(await page.textContent('#verdict'), /vorab/);
  await page.context().close();
});
