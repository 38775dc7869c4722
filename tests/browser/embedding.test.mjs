// <forkcast-embed>: the element that puts the page into other pages.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as at from './lib/page.mjs';

let server, browser, host, hostUrl, body = '', policy;
before(async () => {
  server = await at.serve();
  browser = await at.launch();
  host = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    if (policy) answer.setHeader('content-security-policy', policy);
    answer.end(`<!doctype html><title>host</title><script src="${server.url}embed.js"></script>${body}`);
  });
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
  // Another site than that of the page, as it is for whoever embeds it.
  hostUrl = `http://localhost:${host.address().port}/`;
});
after(async () => { await browser?.close(); server?.stop(); host?.close(); });

/** A page with that content. `page.asked` collects the addresses that were sent a request. */
async function hosting(content, { csp, route } = {}) {
  [body, policy] = [content, csp];
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const page = await context.newPage();
  [page.wrongs, page.asked] = [[], []];
  page.on('console', (m) => { if (m.type() === 'error') page.wrongs.push(m.text()); });
  page.on('pageerror', (e) => page.wrongs.push(e.message));
  page.on('request', (r) => page.asked.push(new URL(r.url()).pathname));
  if (route) await page.route(...route);
  await page.goto(hostUrl);
  return page;
}

const modules = (page) => page.asked.filter((path) => path.endsWith('_bg.wasm')).length;
/** The content of the nth element's frame, once it is painted. */
async function frame(page, n = 0) {
  const element = page.locator('forkcast-embed').nth(n);
  await element.scrollIntoViewIfNeeded();
  const inner = await (await element.locator('iframe').elementHandle()).contentFrame();
  await inner.waitForSelector('html[data-ready=true]');
  return inner;
}
const fitted = (page, n = 0) => page.waitForFunction((n) => {
  const root = document.querySelectorAll('forkcast-embed')[n].shadowRoot;
  return root.querySelector('.fitted iframe')?.style.height;
}, n);

test('ten embeds share one download, are loaded as the reader comes near, fit their content and stay usable', async () => {
  const volumes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => n * 5000);
  const page = await hosting(volumes.map((n) => `<forkcast-embed scenario="#v1&amp;queries_per_day=${n}" parts="inputs,verdict"></forkcast-embed>`).join(''));
  await frame(page, 0);
  const loaded = () => page.$$eval('forkcast-embed', (all) => all.filter((e) => e.shadowRoot.querySelector('iframe')).length);
  assert.ok(await loaded() < 10, 'those far below are not loaded');
  for (const [i, n] of volumes.entries()) {
    const inner = await frame(page, i);
    await fitted(page, i);
    assert.match(await inner.locator('#in-queries_per_day').getAttribute('aria-valuetext'), new RegExp(n.toLocaleString('en')), 'its own scenario');
    const [height, content] = [await page.locator('forkcast-embed').nth(i).evaluate((e) => e.offsetHeight), await inner.evaluate(() => document.documentElement.scrollHeight)];
    assert.ok(Math.abs(height - content) <= 3, `${i}: ${height} for ${content}`);
    assert.equal(await page.locator('forkcast-embed').nth(i).locator('a').isVisible(), false, 'the link is gone');
  }
  assert.equal(await loaded(), 10);
  assert.equal(modules(page), 1, 'one download for all');
  // With all ten loaded, a slider in the first still moves its verdict.
  const first = await frame(page, 0);
  const before = await first.locator('#verdict').innerText();
  await first.locator('#in-queries_per_day').press('Home');
  await first.waitForFunction((before) => document.querySelector('#verdict').innerText !== before, before);
  assert.deepEqual(page.wrongs, []);
  await at.shot(page, 'embedding-ten');
  await page.context().close();
});

test('attributes that change move the frame without loading it again', async () => {
  const page = await hosting('<forkcast-embed></forkcast-embed>');
  const inner = await frame(page);
  const [link, short] = [`${server.url}#v1&queries_per_day=50000`, at.decideText(['--set', 'queries_per_day=50000', '--short-link'])];
  const [usual, other] = [at.decide().verdict.headline, at.decide(link).verdict.headline];
  assert.equal(await inner.locator('#headline').innerText(), usual);
  assert.ok(await inner.locator('#chart-cost').isVisible(), 'without attributes: the verdict and its cost, of the defaults');
  await inner.evaluate(() => { window.same = true; });
  const entries = await page.evaluate(() => history.length);
  for (const scenario of [link, 'v1&queries_per_day=50000', short]) {
    await page.$eval('forkcast-embed', (e) => e.removeAttribute('scenario'));
    await inner.waitForFunction((h) => document.querySelector('#headline').innerText === h, usual);
    await page.$eval('forkcast-embed', (e, scenario) => e.setAttribute('scenario', scenario), scenario);
    await inner.waitForFunction((h) => document.querySelector('#headline').innerText === h, other);
  }
  await page.$eval('forkcast-embed', (e) => { e.setAttribute('theme', 'dark'); e.setAttribute('parts', 'latency'); e.title = 'Our case'; });
  await inner.waitForSelector('html[data-theme=dark] #chart-latency');
  assert.equal(await inner.locator('#headline').count(), 0);
  assert.equal(await page.locator('iframe').getAttribute('title'), 'Our case');
  assert.ok(await inner.evaluate(() => window.same), 'the same document');
  assert.equal(await page.evaluate(() => history.length), entries, 'nothing in the history of the page around it');
  // Taken out and put back it starts again.
  await page.$eval('forkcast-embed', (e) => { const place = e.parentNode; e.remove(); place.append(e); });
  await (await frame(page)).waitForSelector('#chart-latency');
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test('only the frame itself sets the height, and only to a number', async () => {
  const page = await hosting('<forkcast-embed parts="verdict"></forkcast-embed><iframe id="other" srcdoc="<p>other"></iframe>');
  const inner = await frame(page);
  await fitted(page);
  const height = () => page.locator('forkcast-embed iframe').evaluate((e) => e.style.height);
  const before = await height();
  const junk = [null, 7, 'x', { type: 'forkcast:height' }, { type: 'forkcast:height', height: 'NaN' }, { type: 'forkcast:height', height: -5 },
    { type: 'forkcast:height', height: Infinity }, { type: 'forkcast:wants', file: '../secret.wasm' }, { type: 'forkcast:wants', file: {} }];
  await inner.evaluate((junk) => { for (const each of junk) parent.postMessage(each, '*'); }, junk);
  await page.frameLocator('#other').locator('p').evaluate(() => parent.postMessage({ type: 'forkcast:height', height: 9999 }, '*'));
  await page.evaluate(() => postMessage({ type: 'forkcast:height', height: 9999 }, '*'));
  // Messages arrive in order, so the last one that counts shows that the others came.
  const height777 = page.waitForFunction(() => document.querySelector('forkcast-embed').shadowRoot.querySelector('iframe').style.height === '777px');
  assert.equal(await height(), before);
  await inner.evaluate(() => parent.postMessage({ type: 'forkcast:height', height: 776.2 }, '*'));
  await height777;
  assert.equal(page.asked.filter((path) => path.includes('secret')).length, 0);
  await page.context().close();
});

test('where the page cannot be loaded there is a link to it, or the content of the element', async () => {
  browser.meant.push('net::ERR_FAILED');
  const page = await hosting(`<forkcast-embed scenario="${server.url}#v1&amp;change_days=7"></forkcast-embed><forkcast-embed><b>our picture</b></forkcast-embed>`,
    { route: ['**/embed.html*', (route) => route.abort()] });
  const link = page.locator('forkcast-embed').first().locator('a');
  await page.waitForFunction(() => document.querySelector('forkcast-embed').shadowRoot.querySelector('iframe'));
  assert.ok(await link.isVisible());
  assert.equal(await link.getAttribute('href'), `${server.url}#v1&change_days=7`);
  assert.ok(await page.getByText('our picture').isVisible());
  const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await at.ready(opened);
  assert.equal(await opened.locator('#headline').innerText(), at.decide(`${server.url}#v1&change_days=7`).verdict.headline);
  await page.context().close();
});

test('a module that the page around it may not download, or that it alters, comes from the server', async () => {
  browser.meant.push('Content Security Policy', 'CSP:');
  const strict = await hosting('<forkcast-embed></forkcast-embed>', { csp: `script-src ${server.url}embed.js; frame-src ${server.url}; connect-src 'none'; style-src 'none'` });
  assert.equal(await (await frame(strict)).locator('#headline').innerText(), at.decide().verdict.headline);
  await fitted(strict);
  await strict.context().close();

  const altered = await hosting('<forkcast-embed></forkcast-embed>', { route: ['**/*_bg.wasm', async (route) => {
    // The frame's own request has its own frame.
    if (route.request().frame().parentFrame()) return route.continue();
    const answer = await route.fetch();
    const bytes = await answer.body();
    bytes[bytes.length - 1] ^= 1;
    return route.fulfill({ response: answer, body: bytes });
  }] });
  assert.equal(await (await frame(altered)).locator('#headline').innerText(), at.decide().verdict.headline);
  assert.equal(modules(altered), 2, 'refused by its hash, and asked for again');
  await altered.context().close();
});

test('the page of examples is live, under its own policy', async () => {
  const page = await at.open(browser, `${server.url}embedding.html`, { isPage: false });
  await page.waitForSelector('forkcast-embed');
  const count = await page.locator('forkcast-embed').count();
  for (let n = 0; n < count; n += 1) {
    await frame(page, n);
    await fitted(page, n);
  }
  assert.ok(count >= 4);
  await page.evaluate(() => scrollTo(0, 0));
  await at.shot(page, 'embedding-examples', { fullPage: true });
  await at.close(page);
});

test('the page names its description and a picture of the size that it says, absolute where its address is known', async () => {
  const attributes = (html, tag) => Object.fromEntries([...html.match(tag)[0].matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const html = await (await fetch(server.url)).text();
  const { href } = attributes(html, /<link rel="alternate" type="application\/json\+oembed"[^>]*>/);
  const told = await (await fetch(new URL(href, server.url))).json();
  assert.equal(told.title, at.decide().verdict.headline);
  const { content } = attributes(html, /<meta property="og:image" [^>]*>/);
  const picture = Buffer.from(await (await fetch(new URL(content, server.url))).arrayBuffer());
  assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1200, 630]);

  const dist = mkdtempSync(join(tmpdir(), 'forkcast-published-'));
  cpSync(at.DIST, dist, { recursive: true });
  const finish = new URL('../../xtask/src/page/finish.mjs', import.meta.url).pathname;
  assert.throws(() => execFileSync(process.execPath, [finish, dist, 'ftp://your.host/'], { stdio: 'ignore' }), 'another scheme is refused');
  execFileSync(process.execPath, [finish, dist, 'https://your.host/forkcast/']);
  const published = readFileSync(join(dist, 'index.html'), 'utf8');
  assert.equal(attributes(published, /<meta property="og:image" [^>]*>/).content, 'https://your.host/forkcast/preview.png');
  const file = JSON.parse(readFileSync(join(dist, 'oembed.json'), 'utf8'));
  assert.deepEqual([file.type, file.version, file.thumbnail_url], ['rich', '1.0', 'https://your.host/forkcast/preview.png']);
  assert.match(file.html, /^<iframe src="https:\/\/your\.host\/forkcast\/embed\.html#v1&amp;embed=verdict,cost"/);
  rmSync(dist, { recursive: true });
});

test('an element that asks for German has it in its frame, its link and its title; a language that is none has the page beside it', { skip: !at.LANGUAGES.includes('de/') }, async () => {
  const page = await hosting('<forkcast-embed lang="de-AT" scenario="#v1&amp;change_days=7" parts="verdict"></forkcast-embed><forkcast-embed lang="constructor"></forkcast-embed>');
  assert.match(await (await frame(page)).innerText('#verdict'), /vorab/);
  const shown = (n) => page.locator('forkcast-embed').nth(n).evaluate(({ shadowRoot }) => {
    const [frame, link] = [shadowRoot.querySelector('iframe'), shadowRoot.querySelector('a')];
    return { address: frame.src, title: frame.title, link: link.href, words: link.textContent };
  });
  const german = await shown(0);
  assert.match(german.address, /\/de\/embed\.html#v1&change_days=7/);
  assert.match(german.link, /\/de\/#v1&change_days=7/);
  assert.equal(german.words, 'In Forkcast öffnen');
  assert.match(german.title, /beides/);
  assert.match(await (await frame(page, 1)).innerText('#verdict'), /up front/);
  assert.equal((await shown(1)).words, 'Open in Forkcast');
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
