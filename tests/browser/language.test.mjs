// The page in German beside English: reached by link, menu and browser, with the scenario kept, and with German numbers.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as at from './lib/page.mjs';

const skip = existsSync(join(at.DIST ?? '', 'de/index.html')) ? false : 'the page was built in English alone';
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
