// The recommendation and what stands around it: how sure each input is, why not another approach, net value, links of former versions.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';

let server, browser;
before(async () => { server = await at.serve(); browser = await at.launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const VALUED = '#v1&right_answer_usd=0.5&wrong_answer_usd=0.1&person_minutes=5';

test('how sure the team is stands beside each estimate, is part of the link, and changes how often the approach comes out ahead', async () => {
  const page = await at.open(browser, server.url);
  await at.agrees(page);
  const shares = () => page.locator('.slice').evaluateAll((all) => all.map((slice) => slice.style.flexBasis));
  const before = await shares();
  const sign = page.locator('#control-change_days .sure > span');
  assert.equal(await sign.innerText(), '\u{b1}');
  // By the keyboard, as anyone who uses lists does.
  await page.locator('#in-sure_change_days').focus();
  await page.keyboard.press('r');
  await page.waitForFunction(() => location.hash.includes('sure_change_days=rough-guess'));
  assert.equal(await sign.innerText(), '\u{2248}');
  await at.agrees(page);
  assert.notDeepEqual(await shares(), before);
  // What can be counted is taken as it is; a budget is decided, and what is not set cannot be sure.
  assert.equal(await page.locator('#control-examples .sure > span').innerText(), '=');
  assert.equal(await page.locator('#control-budget_monthly_usd .sure').count(), 0);
  assert.equal(await page.locator('#control-right_answer_usd .sure').isVisible(), false);
  await at.close(page);
});

test('"Why not" gives the reasons against any other approach, as the command line does', async () => {
  const page = await at.open(browser, server.url);
  await at.agrees(page);
  const decision = at.decide(await at.link(page));
  const { winner, runner_up: runnerUp } = decision.verdict;
  const families = decision.families.length;
  const chips = page.locator('#why-not button:visible');
  assert.equal(await chips.count(), families - 1, 'at first the best of each other family');
  await page.locator('#why-not summary').click();
  assert.equal(await chips.count(), decision.strategies.length - 1, 'every approach but the recommended one');
  const pressed = await page.locator('#why-not button[aria-pressed=true]').getAttribute('data-strategy');
  assert.equal(pressed, runnerUp);
  for (const other of decision.strategies.filter((s) => s.id !== winner)) {
    await page.locator(`#why-not button[data-strategy=${other.id}]`).click();
    const shown = await page.locator('#reasons li').evaluateAll((all) => all.map((li) => li.lastElementChild.textContent));
    const told = other.why_not.map((r) => `${r.side === 'for' ? 'For' : 'Against'}: ${r.text}`);
    assert.deepEqual(shown, told, other.id);
  }
  await at.close(page);
});

test('net value is offered once answers have a worth, chosen by one click and kept in the link, with people and doing nothing beside it', async () => {
  const plain = await at.open(browser, server.url);
  assert.equal(await plain.locator('#by-net-value').isVisible(), false, 'nothing is offered before');
  await plain.locator('#card-scores').scrollIntoViewIfNeeded();
  assert.equal(await plain.locator('#scores tr.other').count(), 0);
  await at.close(plain);

  const page = await at.open(browser, `${server.url}${VALUED}`);
  await at.agrees(page);
  assert.match(await at.text(page, '#by-net-value'), /^Judged by net value: /);
  await page.locator('#judge-by-net-value').click();
  await page.waitForFunction(() => location.hash.includes('judge_by=net-value'));
  await at.agrees(page);
  assert.equal(await page.locator('#by-net-value').isVisible(), false);
  await page.locator('#card-scores').scrollIntoViewIfNeeded();
  const others = await page.locator('#scores tr.other th').allInnerTexts();
  assert.equal(others.length, 2);
  assert.match(others[0], /^Leave it to people\s*net .* a month$/);
  assert.match(others[1], /^Do nothing\s*net \$0 a month$/);
  // The ladder, from the cheapest up, in the words of the command line.
  const told = at.decide(await at.link(page)).ladder.map((rung) => rung.text);
  const shown = await page.locator('#ladder li').allInnerTexts();
  assert.deepEqual(shown.slice(0, told.length), told);
  await at.close(page);
});

test('where nothing is worth building, the page says so', async () => {
  const page = await at.open(browser, `${server.url}#v1&right_answer_usd=0.0001&wrong_answer_usd=5&judge_by=net-value`);
  assert.match(await at.agrees(page), /^Don't build this/);
  await at.close(page);
});

test('a link of a former version opens and says whether the recommendation has changed', async () => {
  const page = await at.open(browser, `${server.url}#v1&m=2&budget_monthly_usd=100000&strictness=0.6`);
  const notice = await at.text(page, '#notices');
  assert.match(notice, /version 2 of the model, which recommended the hybrid; version \d+ .* recommends RAG\./);
  assert.match(await at.agrees(page), /RAG/);
  await at.close(page);
});
