// The chunk: it is not downloaded unasked, and after a failed download the page works and can try again.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

// With FORKCAST_EAGER the page has no chunk.
const skip = at.chunk === undefined && 'the page was built as one module';
let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const whole = async (route) => (await route.fetch()).body();
const wasm = (body) => ({ status: 200, contentType: 'application/wasm', body });

/** Ways in which a host can fail to deliver the chunk, each with the browser's message. */
const FAULTS = {
  'is missing': [async (route) => route.fulfill({ status: 404, contentType: 'text/plain', body: 'not found' }), /404/],
  'has a wrong type': [async (route) => route.fulfill({ ...wasm(await whole(route)), contentType: 'text/html' }), /MIME type/],
  'has a changed byte': [async (route) => {
    const body = await whole(route);
    body[body.length - 1] ^= 1;
    return route.fulfill(wasm(body));
  }, /integrity/],
  'loses its connection': [async (route) => route.abort('connectionreset'), /ERR_CONNECTION_RESET/],
};

for (const [name, [fail, told]] of Object.entries(FAULTS)) {
  test(`a chunk that ${name}: the page says so, keeps working, and another attempt succeeds`, { skip }, async () => {
    const page = await at.open(browser, server.url);
    await page.route(`**/${at.chunk}`, fail);
    await page.locator('#why').scrollIntoViewIfNeeded();
    await page.waitForSelector('#insight-retry:not([hidden])');
    assert.match(await at.text(page, '#insight [role=status]'), /could not be loaded/);
    assert.ok(page.wrongs.some((wrong) => told.test(wrong)), page.wrongs.join('\n'));
    page.wrongs = [];
    // The page still decides.
    await page.locator('#in-queries_per_day').press('End');
    await at.agrees(page);
    // Another attempt during the fault fails too.
    await page.locator('#insight-retry').click();
    await page.waitForFunction(() => document.querySelector('#insight [role=status]').textContent.includes('could not'));
    await page.unroute(`**/${at.chunk}`);
    await page.locator('#insight-retry').click();
    await page.waitForSelector('.insight-next');
    page.wrongs = [];
    // The workbench is in the same chunk, which is loaded now.
    await page.locator('#measure-open').click();
    await page.waitForSelector('#bench-connection');
    await at.close(page);
  });
}

test('the workbench’s button tries again too', { skip }, async () => {
  const page = await at.open(browser, server.url);
  await page.route(`**/${at.chunk}`, FAULTS['is missing'][0]);
  await page.locator('#measure-open').press('Enter');
  await page.waitForFunction(() => document.querySelector('#workbench [role=status]').textContent.includes('could not be loaded'));
  // *How sure is this?* is in view too and asks for the same chunk; an attempt made meanwhile would share its failure.
  await page.waitForSelector('#insight-retry:not([hidden])');
  await page.unroute(`**/${at.chunk}`);
  await page.locator('#measure-open').press('Enter');
  await page.waitForSelector('#bench-connection');
  page.wrongs = [];
  await at.close(page);
});

test('both modules start from one download', { skip }, async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  assert.deepEqual(await at.late(page), []);
  await page.locator('#measure-open').press('Enter');
  await page.waitForSelector('#bench-connection');
  await page.locator('#why').scrollIntoViewIfNeeded();
  await page.waitForSelector('.insight-next');
  await at.modulesOnce(page);
  await at.close(page);
});
