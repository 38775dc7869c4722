// A live session over the server: two pages, one scenario.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const shows = (page, value) => page.waitForFunction((value) => document.querySelector('#num-queries_per_day').value === value, value);

test('one moves, all see, and whoever leaves is alone', async () => {
  const host = await at.open(browser, `${server.url}#v1&note=agenda`);
  await host.locator('#links').click();
  await host.locator('#live').click();
  await host.locator('#begin-live').click();
  await host.locator('#live-mark').waitFor();
  const address = await host.locator('#live-address').inputValue();
  assert.match(address, /\?meeting=[0-9a-f]{32}#v1&/);
  await host.keyboard.press('Escape');
  const guest = await at.open(browser, address.replace(/#.*/, ''), { colorScheme: 'dark' });
  await guest.locator('#live-mark').waitFor();
  await guest.waitForFunction(() => document.querySelector('#note').textContent === 'Note: agenda');
  await host.locator('#what-if-traffic').click();
  await shows(guest, '50,000');
  // While a slider moves, too, and the other way.
  await guest.locator('#in-queries_per_day').focus();
  for (let i = 0; i < 5; i += 1) await guest.keyboard.press('ArrowLeft');
  const moved = await guest.locator('#num-queries_per_day').inputValue();
  assert.notEqual(moved, '50,000');
  await shows(host, moved);
  assert.doesNotMatch(await host.evaluate(() => document.querySelector('#readable-link')?.value ?? ''), /meeting=/);
  // A page that is opened again is in the session again.
  await guest.reload();
  await at.ready(guest);
  await guest.locator('#live-mark').click();
  await guest.locator('#leave-live').click();
  assert.doesNotMatch(guest.url(), /meeting=/);
  await guest.keyboard.press('Escape');
  await host.locator('#what-if-weekly').click();
  await host.waitForFunction(() => location.hash.includes('change_days=7'));
  await guest.waitForTimeout(1_000);
  assert.notEqual(await guest.locator('#num-change_days').inputValue(), '7 days');
  await at.close(guest);
  await at.close(host);
});

test('a session that has ended and a page without a backend say so', async () => {
  browser.meant.push('404');
  const page = await at.open(browser, `${server.url}?meeting=${'0'.repeat(32)}#v1&queries_per_day=50000`);
  await page.waitForFunction(() => /has ended/.test(document.querySelector('#live-said')?.textContent));
  await shows(page, '50,000');
  await page.keyboard.press('Escape');
  await page.route('**/api/v1/meetings', (route) => route.fulfill({ status: 405, body: 'no' }));
  await page.locator('#links').click();
  await page.locator('#live').click();
  await page.locator('#begin-live').click();
  await page.waitForFunction(() => /No backend answers here/.test(document.querySelector('#live-said').textContent));
  page.wrongs = page.wrongs.filter((wrong) => !/Failed to load resource/.test(wrong));
  await at.close(page);
});
