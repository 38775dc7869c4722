// Files of the page that were damaged on their way.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** The page's address is opened with every file of that ending changed. */
async function damaged(ending, change) {
  const context = await browser.newContext();
  const page = await context.newPage();
  // The loader leaves the browser's own refusal to the console, beside what it says on the page.
  browser.meant.push('Failed to fetch');
  let changed = 0;
  await context.route(`**/*${ending}`, async (route) => {
    const response = await route.fetch();
    const body = change(Buffer.from(await response.body()));
    changed += 1;
    // The body has been unpacked.
    const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !/^content-(encoding|length)$/.test(name)));
    await route.fulfill({ response, headers, body });
  });
  await page.goto(server.url);
  await page.waitForSelector('#start-failed');
  assert.ok(changed > 0);
  return page;
}

/** One bit of a text that the module holds: the module is still valid, and would say something else. */
function flipped(body) {
  const text = body.indexOf('changes every');
  const place = text > 0 ? text : body.length - 100;
  body[place] ^= 1;
  return body;
}

for (const [what, ending, change] of [
  ['one bit of the module is flipped', '_bg.wasm', flipped],
  ['the module breaks off', '_bg.wasm', (body) => body.subarray(0, body.length / 2)],
  ['one letter of the script is another', '.js', (body) => Buffer.concat([body, Buffer.from(' ')])],
]) {
  test(`${what}: the page says so and runs nothing of it`, async () => {
    const page = await damaged(ending, change);
    assert.match(await at.text(page, '#start-failed'), /could not be started: a part of it is missing or damaged/);
    assert.equal(await page.locator('#headline').count(), 0);
    assert.match(await at.text(page, '.shell h1'), /RAG/, 'the answer to the default scenario stays');
    await page.context().close();
  });
}
