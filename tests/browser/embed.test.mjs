// The page within another page.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as at from './lib/page.mjs';

let server, browser, host, hostUrl, body = '';
before(async () => {
  server = await at.serve();
  browser = await at.launch();
  host = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<!doctype html><title>host</title><body style="background:rgb(1,2,3)"><script>
      window.told = [];
      addEventListener('message', (e) => { if (e.data && e.data.type === 'forkcast:height') {
        window.told.push(e.data.height); document.querySelector('iframe')?.style.setProperty('height', e.data.height + 'px'); } });
    </script>${body}`);
  });
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
  hostUrl = `http://127.0.0.1:${host.address().port}/`;
});
after(async () => { await browser?.close(); server?.stop(); host?.close(); });

async function embedded(frame) {
  body = frame;
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const page = await context.newPage();
  page.wrongs = [];
  page.on('console', (m) => { if (m.type() === 'error') page.wrongs.push(m.text()); });
  page.on('pageerror', (e) => page.wrongs.push(e.message));
  await page.goto(hostUrl);
  const inner = await (await page.waitForSelector('iframe')).contentFrame();
  await inner.waitForSelector('html[data-ready=true]');
  return { page, inner };
}

for (const sandbox of ['', ' sandbox="allow-scripts"', ' sandbox="allow-scripts allow-same-origin"']) {
  test(`boots embedded${sandbox || ' without a sandbox'}, shows its parts, tells its height`, async () => {
    const { page, inner } = await embedded(`<iframe width="800" height="300"${sandbox} src="${server.url}#v1&embed=verdict,cost&theme=light"></iframe>`);
    await inner.waitForSelector('#chart-cost');
    assert.equal(await inner.locator('#headline').innerText(), at.decide().verdict.headline);
    assert.equal(await inner.locator('#scores, #inputs, header.top').count(), 0, 'only the parts asked for');
    assert.equal(await inner.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgba(0, 0, 0, 0)');
    // The height settles: it is told until it fits, and then no more.
    await page.waitForFunction(() => window.told.length > 0);
    await page.waitForFunction(() => new Promise((done) => {
      const n = window.told.length;
      setTimeout(() => done(window.told.length === n), 700);
    }));
    const [told, fits] = await Promise.all([page.evaluate(() => window.told), inner.evaluate(() => document.querySelector('main').offsetHeight)]);
    assert.ok(Math.abs(told.at(-1) - fits) <= 8, `${told} ${fits}`);
    assert.ok(told.length <= 4, `${told}`);
    // What a host sends in changes nothing.
    await page.evaluate(() => {
      const frame = document.querySelector('iframe').contentWindow;
      for (const junk of [null, 7, 'x', { type: 'forkcast:height', height: 'NaN' }, { type: 'evil', scenario: {} }]) frame.postMessage(junk, '*');
    });
    assert.equal(await inner.locator('#headline').innerText(), at.decide().verdict.headline);
    assert.deepEqual(page.wrongs, []);
    await at.shot(page, `embed-${sandbox.replace(/\W+/g, '-') || 'plain'}`);
    await page.context().close();
  });
}

test('a frame has no workbench, and the server refuses what a frame asks for', async () => {
  for (const [place, sandbox] of [['', ''], ['', ' sandbox="allow-scripts allow-same-origin"'], ['embed.html', ''], ['embed.html', ' sandbox="allow-scripts"']]) {
    const { page, inner } = await embedded(`<iframe width="1200" height="3000"${sandbox} src="${server.url}${place}#v1&theme=light"></iframe>`);
    assert.equal(new URL(inner.url()).pathname, '/embed.html', 'a frame gets the page that may be embedded');
    await inner.waitForSelector('#measure-elsewhere');
    assert.equal(await inner.locator('#measure-open').count(), 0);
    const target = await inner.locator('#measure-elsewhere').getAttribute('href');
    assert.equal(new URL(target).pathname, '/', 'the link leads to the page itself');
    // Even a script within the frame begins nothing: it has no origin.
    const answers = await inner.evaluate(async () => {
      const spec = { kind: 'reference', shape: 'tiny', device: 'cpu', repeats: 5, warmup: 0, task: { task: 'decode', batch: [1], context_tokens: 8 } };
      const post = (mode) => fetch('/api/v1/runs', { method: 'POST', mode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(spec) })
        .then((r) => r.status, () => 'refused');
      const stream = new Promise((done) => {
        const source = new EventSource('/api/v1/events');
        source.onopen = () => done('open');
        source.onerror = () => done('refused');
      });
      return [await post('cors'), await fetch('/api/v1/runs').then((r) => r.status, () => 'refused'), await stream];
    });
    assert.deepEqual(answers, ['refused', 'refused', 'refused']);
    await page.context().close();
  }
  const runs = await (await fetch(`${server.url}api/v1/runs`)).json();
  assert.deepEqual(runs.runs, []);
});

test('clicks of a foreign page on an invisible frame begin nothing', async () => {
  const { page, inner } = await embedded(`<iframe width="1200" height="3000" style="opacity:0.01;position:absolute;left:0;top:0" src="${server.url}"></iframe>`);
  await inner.waitForSelector('#measure');
  const box = await inner.locator('#measure').boundingBox();
  for (let y = box.y + 4; y < box.y + box.height; y += 12) await page.mouse.click(box.x + 40, y);
  const runs = await (await fetch(`${server.url}api/v1/runs`)).json();
  assert.deepEqual(runs.runs, []);
  // The page itself, where it would be served to a frame all the same, is not shown by the browser.
  browser.meant.push('frame-ancestors');
  body = `<iframe src="${server.url}method.html"></iframe>`;
  await page.goto(hostUrl);
  const refused = await (await page.waitForSelector('iframe')).contentFrame();
  // Chromium shows a page of its own there, with a heading.
  await refused.waitForSelector('h1', { state: 'attached' });
  assert.equal(await refused.locator('main.method').count(), 0);
  await page.context().close();
});

test('the snippets of the dialog work when pasted', async () => {
  const page = await at.open(browser, server.url);
  await page.locator('#embed').click();
  await page.locator('#part-cost').uncheck();
  await page.locator('#part-scores').check();
  const [element, snippet] = [await page.locator('#element').inputValue(), await page.locator('#snippet').inputValue()];
  assert.ok(await page.locator('dialog a[href="embedding.html"]').isVisible(), 'the examples are one click away');
  // Scripts to run, popups for the link to the whole page, downloads for the charts' files; no more.
  assert.match(snippet, /sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"/);
  await at.shot(page, 'embed-dialog');
  await at.close(page);
  for (const pasted of [element, snippet]) {
    const { page: hostPage, inner } = await embedded(pasted);
    await inner.waitForSelector('#scores');
    assert.equal(await inner.locator('#chart-cost').count(), 0);
    assert.equal(await inner.locator('#headline').innerText(), at.decide().verdict.headline);
    assert.deepEqual(hostPage.wrongs, []);
    await hostPage.context().close();
  }
});
