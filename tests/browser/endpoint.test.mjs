// An endpoint that serves the scenario's model, measured from the page through the real server: its times become the scenario's.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import * as at from './lib/page.mjs';
import { endpoint } from './lib/endpoint.mjs';

const SCHEDULE = { start: 20, read: 0.25, write: 5 };
let served, server, browser;
before(async () => {
  served = await endpoint({ model: 'meta-llama/Llama-3.1-8B-Instruct', ...SCHEDULE });
  server = await at.serve(['--endpoint', `production=${served.url}`]);
  browser = await at.launch();
});
after(async () => { await browser?.close(); server?.stop(); served?.stop(); });

const says = (page, selector, words) => page.waitForFunction(
  ([s, w]) => document.querySelector(s)?.textContent.includes(w), [selector, words], { timeout: 120_000 });

async function workbench(link) {
  const page = await at.open(browser, `${server.url}${link}`);
  await page.locator('#measure-open').press('Enter');
  await says(page, '#bench-connection', 'connected');
  return page;
}

test('the measured times of the scenario\'s own model are applied, and taken back', async () => {
  const page = await workbench('#v1&model=llama-3.1-8b');
  const before = at.decide(await at.link(page));
  await page.locator('label', { has: page.locator('#bench-endpoint') }).click();
  for (const [name, value] of Object.entries({ prompt_tokens: '64, 512', output_tokens: '16', requests: '20', warmup: '2' })) {
    await page.locator(`#bench-in-${name}`).fill(value);
  }
  await page.locator('#bench-run').click();
  await says(page, '#bench-progress', 'Done');
  assert.match(await at.text(page, '#bench-provenance'), /^production /);
  assert.equal(await page.locator('#bench-not-comparable').isVisible(), false);
  // A machine that does other work at the same time is a reason to ask once more.
  await page.locator('#bench-apply').click();
  if (!(await at.link(page)).includes('measured=')) await page.locator('#bench-apply').click();
  await page.waitForFunction(() => location.hash.includes('measured='));
  await says(page, '#bench-apply', 'Applied');

  const applied = await at.link(page);
  const value = (key) => Number(new URLSearchParams(new URL(applied).hash.slice(1)).get(key));
  // The endpoint is never faster than its schedule, however busy the machine is; figures keep four digits.
  const most = { measured_decode_tps: 1000 / SCHEDULE.write, measured_prefill_tps: 1000 / SCHEDULE.read };
  assert.ok(value('measured_decode_tps') > 0 && value('measured_decode_tps') <= most.measured_decode_tps * 1.05, applied);
  assert.ok(value('measured_prefill_tps') > 0, applied);
  assert.match(decodeURIComponent(applied), /measured=meta-llama\/Llama-3\.1-8B/);
  await page.waitForFunction(() => document.querySelector('#measured')?.checkVisibility());
  await at.agrees(page);
  const after = at.decide(applied);
  for (const id of ['prefill', 'decode']) {
    const stage = (decision) => decision.strategies.find((s) => s.id === 'rag').latency.stages.find((s) => s.id === id);
    assert.equal(stage(before).measured, false, id);
    assert.equal(stage(after).measured, true, id);
    assert.notEqual(stage(after).p50_ms, stage(before).p50_ms, id);
  }
  await page.locator('#bench-undo').click();
  await page.waitForFunction(() => !location.hash.includes('measured'));
  await at.agrees(page);
  await at.close(page);
});

test('the same times are not applied to a scenario with another model', async () => {
  const page = await workbench('#v1&model=llama-3.3-70b');
  await page.locator('#bench-history button', { hasText: 'Endpoint production' }).first().click();
  await says(page, '#bench-not-comparable', 'not comparable');
  await says(page, '#bench-not-comparable', 'Llama 3.3 70B');
  assert.equal(await page.locator('#bench-apply').isVisible(), false);
  assert.ok(!(await at.link(page)).includes('measured='));
  await at.close(page);
});
