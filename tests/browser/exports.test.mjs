// Charts as files and pictures that stand alone.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as at from './lib/page.mjs';

const CHARTS = ['cost', 'map', 'latency', 'quality', 'volume'];
const LINK = '#v1&queries_per_day=50000&change_days=7';
let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

/** Saves a chart in a form; gives the file's name and bytes. */
async function saved(page, id, form) {
  await page.locator(`#card-${id}`).scrollIntoViewIfNeeded();
  await page.locator(`#card-${id} .menu summary`).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`#${form}-${id}`).click()]);
  assert.equal(await page.locator(`#card-${id} .menu`).evaluate((menu) => menu.open), false, 'the menu closes');
  const name = download.suggestedFilename();
  assert.equal(name, `forkcast-${id}.${form}`);
  const bytes = readFileSync(await download.path());
  writeFileSync(join(at.ARTEFACTS, name), bytes);
  return bytes;
}

/** The text of an SVG, as a reader sees it. */
const textOf = (page, svg) => page.evaluate((svg) => {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  if (parsed.querySelector('parsererror')) return 'no SVG';
  return [...parsed.querySelectorAll('text')].map((text) => text.textContent).join(' ');
}, svg);

test('each chart is saved as SVG and PNG with its title, the scenario and its sources', async () => {
  const page = await at.open(browser, server.url + LINK);
  await at.rested(page);
  const { headline } = at.decide(server.url + LINK).verdict;
  for (const id of CHARTS) {
    const text = await textOf(page, (await saved(page, id, 'svg')).toString());
    assert.ok(text.startsWith(await at.text(page, `#card-${id} h2`)), text.slice(0, 80));
    const flat = text.replaceAll(/\s+/g, ' ');
    assert.ok(flat.includes(headline), `${id}: ${flat}`);
    if (id === 'cost') assert.match(flat, /over 24 months; bands cover 80% of simulations/);
    assert.match(flat, /Inputs that differ from the defaults: .*7 days.*50,000/);
    assert.match(flat, /Source: Forkcast, model \d+, prices of \d{4}-\d\d-\d\d\./);
    // The link may go over several lines.
    const link = flat.match(/https?:.*/)[0].replaceAll(' ', '');
    assert.ok(link.startsWith(`${server.url}#s1.`), link);
    const sent = link.match(/^.*?#s1\.[\w-]+\.[0-9a-z]{5}/)[0];
    assert.equal(at.decide(sent).verdict.headline, headline, 'the link opens to the same');
    const png = await saved(page, id, 'png');
    // Twice 800 by 560, and opaque.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1600, 1120]);
    const corner = await page.evaluate(async (bytes) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const context = Object.assign(document.createElement('canvas'), { width: 8, height: 8 }).getContext('2d');
      context.drawImage(picture, 0, 0);
      return [...context.getImageData(4, 4, 1, 1).data];
    }, [...png]);
    assert.deepEqual(corner, [255, 255, 255, 255], id);
  }
  await at.close(page);
});

test('each table is saved as CSV and as Markdown', async () => {
  const page = await at.open(browser, server.url + LINK);
  await at.rested(page);
  for (const id of CHARTS) {
    const csv = (await saved(page, id, 'csv')).toString().trim().split('\r\n');
    const markdown = (await saved(page, id, 'md')).toString();
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(rows.length, csv.length + 1, `${id}: a line of dashes more`);
    const cells = (row) => row.split(/(?<!\\)\|/).length;
    assert.equal(new Set(rows.map(cells)).size, 1, `${id}: as many cells in each row`);
    assert.match(markdown, new RegExp(`^## ${await at.text(page, `#card-${id} h2`)}\n`));
    assert.match(markdown, /\nSource: Forkcast, model .*<http.*>\n$/);
  }
  await at.close(page);
});

test('a picture is copied, or the page says what to do instead', async () => {
  const page = await at.open(browser, server.url + LINK, { permissions: ['clipboard-read', 'clipboard-write'] });
  await at.rested(page);
  const copy = async () => {
    await page.locator('#card-cost .menu summary').click();
    await page.locator('#copy-cost').click();
    await page.waitForFunction(() => document.querySelector('#said-cost').textContent !== '');
    return at.text(page, '#said-cost');
  };
  assert.match(await copy(), /is copied/);
  const size = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const picture = await createImageBitmap(await item.getType('image/png'));
    return [picture.width, picture.height];
  });
  assert.deepEqual(size, [1600, 1120]);
  await page.evaluate(() => { navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError')); });
  assert.match(await copy(), /refused.*PNG/);
  await page.evaluate(() => { delete window.ClipboardItem; });
  assert.match(await copy(), /cannot copy.*PNG/);
  await at.close(page);
});

test('in a dark page the pictures are dark, and a failed download is said and tried again', async () => {
  const page = await at.open(browser, `${server.url}${LINK}&theme=dark`);
  const chunk = '**/split_sharing*.wasm';
  await page.route(chunk, (route) => route.abort());
  await page.locator('#card-cost .menu summary').click();
  await page.locator('#svg-cost').click();
  await page.waitForFunction(() => document.querySelector('#said-cost').textContent.includes('Not saved'));
  await page.unroute(chunk);
  page.wrongs = [];
  assert.match((await saved(page, 'cost', 'svg')).toString(), /<rect [^>]*fill="#1a1e22"/);
  assert.equal(await at.text(page, '#said-cost'), '');
  await at.close(page);
});
