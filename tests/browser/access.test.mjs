// Reachable by everyone: axe, keyboard, tables behind charts, small screens, no script at all.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const LOOKS = [
  ['light', {}, ''],
  ['dark', { colorScheme: 'dark' }, ''],
  ['embedded', {}, '#v1&embed=verdict,inputs,cost,map,scores,changes'],
  ['narrow', { viewport: { width: 320, height: 640 } }, ''],
  ['nothing fits', {}, '#v1&budget_monthly_usd=50'],
];
for (const [name, options, fragment] of LOOKS) {
  test(`axe finds nothing: ${name}`, async () => {
    const page = await at.open(browser, server.url + fragment, options);
    for (const fold of await page.locator('details.fold').all()) await fold.evaluate((d) => { d.open = true; });
    assert.deepEqual(await at.violations(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, 'no sideways scrolling');
    await at.close(page);
  });
}

test('between phone and desktop nothing is beside the page, before and after its verdict is in the bar', async () => {
  for (const [width, language] of [761, 900, 1024, 1160, 1279, 1280].flatMap((width) => at.LANGUAGES.map((language) => [width, language]))) {
    const page = await at.open(browser, server.url + language, { viewport: { width, height: 700 } });
    // What is below the bar keeps clear of it by this height.
    const [bar, room] = await page.evaluate(() => [document.querySelector('.top').offsetHeight, Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--header'))]);
    assert.equal(bar, room, `${width} ${language}`);
    const beside = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(await beside(), 0, `${width}`);
    await page.evaluate(() => scrollTo(0, 900));
    await page.waitForSelector('.mini:not([hidden])');
    assert.equal(await beside(), 0, `${width}, scrolled`);
    await at.close(page);
  }
});

test('on a phone the last row of the bar stays, and nothing is beside the page, in each language', async () => {
  for (const [width, language] of [320, 386, 390, 412, 451, 501, 600, 760].flatMap((width) => at.LANGUAGES.map((language) => [width, language]))) {
    const page = await at.open(browser, server.url + language, { viewport: { width, height: 844 } });
    const { beside, stays } = await page.evaluate(() => {
      const bar = document.querySelector('.top');
      return { beside: document.documentElement.scrollWidth - document.documentElement.clientWidth, stays: bar.offsetHeight + Number.parseFloat(getComputedStyle(bar).top) };
    });
    assert.equal(beside, 0, `${width} ${language}`);
    // A row of 34 pixels with its paddings and line.
    assert.equal(stays, 43, `${width} ${language}`);
    await at.close(page);
  }
});

test('axe finds nothing at 200 % text, nor on the method page', async () => {
  const page = await at.open(browser, server.url);
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.deepEqual(await at.violations(page), []);
  await page.goto(`${server.url}method.html`);
  assert.deepEqual(await at.violations(page), []);
  await at.close(page);
});

test('the keyboard alone reaches every input, button and chart', async () => {
  const page = await at.open(browser, server.url);
  const reached = new Set();
  for (let i = 0; i < 160; i += 1) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(() => document.activeElement?.id || document.activeElement?.name || document.activeElement?.tagName);
    reached.add(id);
  }
  const wanted = ['preset', 'method-link', 'theme', 'embed', 'copy-link', 'links', 'in-change_days', 'num-change_days', 'in-queries_per_day', 'in-budget_monthly_usd',
    'in-ttft_p95_ms', 'in-strictness', 'in-examples', 'audit', 'in-corpus_tokens', 'chart-cost', 'chart-map', 'chart-latency', 'chart-quality',
    'chart-volume', 'toggle-cost', 'map-x', 'map-y', 'csv-scores'];
  assert.deepEqual(wanted.filter((id) => !reached.has(id)), []);
  await at.close(page);
});

test('every target is at least 24 pixels wide and high, and what has the focus is marked and never hidden', async () => {
  for (const viewport of [{ width: 1280, height: 720 }, { width: 390, height: 844 }]) {
    const page = await at.open(browser, server.url, { viewport });
    await at.rested(page);
    for (const fold of await page.locator('details.fold').all()) await fold.evaluate((d) => { d.open = true; });
    const small = await page.evaluate(() => [...document.querySelectorAll('a, button, input, select, summary, textarea, [tabindex="0"]')]
      // Links in a line of text are as high as the text.
      .filter((e) => e.checkVisibility() && getComputedStyle(e).display !== 'inline')
      .map((e) => ({ what: e.id || e.className || e.textContent, box: e.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ what, box }) => `${what}: ${box.width} x ${box.height}`));
    assert.deepEqual(small, [], `${viewport.width}`);
    let marked = 0;
    for (let i = 0; i < 120; i += 1) {
      await page.keyboard.press('Tab');
      const fault = await page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const box = e.getBoundingClientRect();
        const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
        const seen = points.map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)).filter(Boolean);
        const isOwn = (there) => e.contains(there) || there.closest('label')?.control === e;
        const style = getComputedStyle(e);
        const mark = e.matches('.segments input') ? getComputedStyle(e.nextElementSibling) : style;
        if (!seen.some(isOwn)) return `${e.id || e.className} is hidden`;
        return mark.outlineStyle === 'none' && mark.boxShadow === 'none' ? `${e.id || e.className} is not marked` : '';
      });
      if (fault !== null) {
        assert.equal(fault, '', `${viewport.width}`);
        marked += 1;
      }
    }
    assert.ok(marked > 100, `${marked}`);
    await at.close(page);
  }
});

test('every chart has a name, and a table that equals its CSV', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  for (const id of ['cost', 'volume', 'latency', 'quality', 'map']) {
    const name = await page.locator(`#chart-${id}`).getAttribute('aria-label');
    assert.ok(name.length > 30, `${id}: ${name}`);
    await page.locator(`#card-${id} .menu summary`).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`#csv-${id}`).click()]);
    const csv = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
    await page.locator(`#toggle-${id}`).click();
    const rows = await page.locator(`#table-${id} tr`).evaluateAll((all) => all.map((r) => [...r.children].map((c) => c.textContent)));
    assert.equal(rows.length, csv.length, id);
    const plain = (line) => line.replaceAll(/"((?:[^"]|"")*)"/g, (_, inner) => inner.replaceAll('""', '"').replaceAll(',', '\u0001')).split(',').map((c) => c.replaceAll('\u0001', ','));
    csv.forEach((line, i) => assert.deepEqual(plain(line), rows[i], `${id} row ${i}`));
  }
  await at.close(page);
});

test('one polite announcement follows a burst of movements', async () => {
  const page = await at.open(browser, server.url);
  await at.rested(page);
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.querySelector('#announce').textContent))
      .observe(document.querySelector('#announce'), { childList: true, characterData: true, subtree: true });
  });
  for (let i = 0; i < 12; i += 1) await page.locator('#in-strictness').press('PageUp');
  await page.waitForFunction(() => window.said.length > 0);
  await at.rested(page);
  const said = await page.evaluate(() => window.said);
  assert.equal(said.length, 1, said.join(' / '));
  assert.ok(said[0].startsWith(await at.text(page, '#headline')));
  await at.close(page);
});

test('without scripts the page still carries its title and the default verdict', async () => {
  const page = await at.open(browser, server.url, { javaScriptEnabled: false });
  assert.match(await page.title(), /Forkcast/);
  const decision = at.decide();
  assert.equal(await page.locator('h1').innerText(), decision.verdict.headline);
  const { upfront_usd } = decision.strategies.find((x) => x.id === decision.verdict.winner).cost;
  const shown = `$${Number(upfront_usd.toPrecision(4)).toLocaleString('en-US')} up front`;
  assert.ok((await page.locator('body').innerText()).includes(shown), shown);
  await page.context().close();
});

test('wasm comes compressed, typed, immutable, and once', async () => {
  const page = await at.open(browser, server.url);
  const seen = [];
  page.on('response', (r) => { if (r.url().endsWith('.wasm')) seen.push(r); });
  await page.reload({ waitUntil: 'load' });
  await at.ready(page);
  const response = seen[0] ?? await page.request.get(await page.evaluate(() => performance.getEntriesByType('resource').find((e) => e.name.endsWith('.wasm')).name), { headers: { 'accept-encoding': 'br' } });
  const headers = response.headers();
  assert.equal(headers['content-type'], 'application/wasm');
  assert.match(headers['cache-control'], /immutable/);
  assert.ok(seen.length <= 1);
  await at.close(page);
});

test('what the first view must answer is in the first view, and nothing is cut off', async () => {
  for (const [name, width, height, colorScheme] of [['1280', 1280, 720, 'light'], ['1280-dark', 1280, 720, 'dark'], ['1920', 1920, 1080, 'light'], ['390', 390, 844, 'light'], ['390-dark', 390, 844, 'dark']]) {
    const page = await at.open(browser, server.url, { viewport: { width, height }, colorScheme });
    await at.rested(page);
    await at.shot(page, `page-${name}`);
    await at.shot(page, `page-${name}-whole`, { fullPage: true });
    for (const id of ['headline', 'confidence-text', 'nearest']) {
      const box = await page.locator(`#${id}`).boundingBox();
      assert.ok(box.height > 0 && box.y + box.height <= height, `${id} at ${name}`);
    }
    const cut = await page.$$eval('h1, h2, .control-label, .reasons li, button, .runner-up, .nearest', (all) =>
      all.filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.slice(0, 60)));
    assert.deepEqual(cut, [], name);
    await at.close(page);
  }
});

test('printed it is one page: verdict, main chart, inputs and sources', async () => {
  const fragment = '#v1&queries_per_day=50000&horizon_months=36&audit=required&output_tokens=900';
  for (const [name, link, format] of [['defaults', '', 'A4'], ['scenario', fragment, 'A4'], ['letter', fragment, 'Letter']]) {
    const page = await at.open(browser, server.url + link);
    await at.rested(page);
    const pdf = (await page.pdf({ path: `${at.ARTEFACTS}/print-${name}.pdf`, format, printBackground: true })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g).length, 1, name);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 718, height: 1000 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: nothing is beside the paper`);
    for (const id of ['headline', 'chart-cost', 'in-queries_per_day', 'printed']) assert.ok(await page.locator(`#${id}`).isVisible(), `${name} ${id}`);
    for (const id of ['card-map', 'copy-link', 'scores']) assert.equal(await page.locator(`#${id}`).isVisible(), false, `${name} ${id}`);
    // The inputs that have no place on the paper are named, with the sources and a link that opens to the same.
    const printed = await at.text(page, '#printed');
    if (link) assert.match(printed, /Tokens per answer: 900.*36 months/);
    assert.match(printed, /model \d+, prices of \d{4}-\d\d-\d\d\..*Printed on \d{4}-\d\d-\d\d\./s);
    const [url] = printed.match(/http\S+/);
    assert.equal(at.decide(url).verdict.headline, at.decide(server.url + link).verdict.headline);
    await at.shot(page, `print-${name}`, { fullPage: true });
    await page.emulateMedia({ media: null });
    assert.equal(await page.locator('#printed').isVisible(), false, 'on the screen there is no such block');
    await at.close(page);
  }
});
