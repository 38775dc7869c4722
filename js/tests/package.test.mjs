// The package as its users have it: the figures of the command line, clear errors, and a page that Vite bundles.
// FORKCAST_NPM names the built package, FORKCAST_BIN the program, FORKCAST_NODE the folder of node_modules.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';

const { FORKCAST_NPM, FORKCAST_BIN, FORKCAST_NODE } = process.env;
const examples = new URL('../examples/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'forkcast-npm-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(FORKCAST_NPM, join(folder, 'node_modules/forkcast'), 'dir');

const forkcast = await (await import(pathToFileURL(join(FORKCAST_NPM, 'node.js')).href)).load();

/** The decision of the command line. */
const decided = (...options) => JSON.parse(execFileSync(FORKCAST_BIN, ['decide', '--json', ...options], { maxBuffer: 1 << 26 }));

const SCENARIOS = [
  {},
  { preset: 'legal-research', recall: 0.7 },
  { preset: 'json-schema', queries_per_day: 123456.789, supply: 'own-gpus' },
];

test('every figure is that of the command line to the last digit', () => {
  for (const { preset, ...inputs } of SCENARIOS) {
    const sets = Object.entries(inputs).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const told = decided(...(preset ? ['--preset', preset] : []), ...sets);
    const scenario = preset ? { preset, ...inputs } : inputs;

    const { verdict, volume_crossovers, ...rest } = told;
    const { flips, measure_next, ...recommended } = verdict;
    assert.deepEqual(forkcast.evaluate(scenario), { ...rest, verdict: recommended });

    const simulated = forkcast.futures(scenario);
    for (const key of Object.keys(verdict.futures)) assert.deepEqual(simulated[key], verdict.futures[key], key);

    const [row] = forkcast.sweep([inputs], { base: preset ? { preset } : {}, simulations: 10_000, approaches: ['rag'] });
    const rag = told.strategies.find(({ id }) => id === 'rag');
    for (const key of ['winner', 'runner_up', 'strength', 'feasible', 'margin', 'lead_usd']) assert.equal(row[key], verdict[key], key);
    for (const key of ['chance', 'utility', 'net_usd']) assert.equal(row[`rag.${key}`], rag[key], key);
    for (const key of ['upfront_usd', 'monthly_usd', 'per_query_usd']) assert.equal(row[`rag.${key}`], rag.cost[key], key);
    assert.equal(row['rag.ttft_p95_ms'], rag.latency.ttft_p95_ms);
    assert.equal(row['rag.p_correct'], rag.quality.p_correct);
  }
});

test('a decision is that of the command line, and can be read again', () => {
  const told = decided('--preset', 'legal-research');
  assert.deepEqual(forkcast.decide({ preset: 'legal-research' }), told);
  assert.deepEqual(forkcast.evaluate(told, { simulations: 64 }), forkcast.evaluate({ preset: 'legal-research' }, { simulations: 64 }));
});

test('a value that is not accepted is named with those that are', () => {
  const holdsItself = {};
  holdsItself.scenario = holdsItself;
  for (const [call, message] of [
    [() => forkcast.evaluate({ recall: 7 }), /recall takes 0 to 1, not 7/],
    [() => forkcast.evaluate({ recal: 1 }), /recal.*recall/],
    [() => forkcast.evaluate({ recall: '0.7' }), /recall takes a number from 0 to 1, not a text/],
    [() => forkcast.evaluate({ recall: NaN }), /finite number, not NaN/],
    [() => forkcast.evaluate({ recall: 1n }), /BigInt/],
    [() => forkcast.evaluate('#v1'), /a scenario is an object/],
    [() => forkcast.evaluate(holdsItself), /holds itself/],
    [() => forkcast.evaluate({ preset: 'nothing' }), /no preset “nothing”; there are .*legal-research/],
    [() => forkcast.evaluate({}, { simulations: 0 }), /from 1 to 1000000, not 0/],
    [() => forkcast.evaluate({}, { simulations: '64' }), /whole number, not string/],
    [() => forkcast.futures({}, { n: 64 }), /no option “n”; there are simulations/],
    [() => forkcast.sweep({ recall: 0.7 }), /a list of objects/],
    [() => forkcast.sweep([{ recall: 0.7 }, { recall: 1.7 }]), /row 1: recall/],
    [() => forkcast.sweep([], { approaches: ['ragg'] }), /no approach “ragg”; there are .*rag/],
  ]) {
    assert.throws(call, (error) => error instanceof Error && message.test(error.message), String(call));
  }
  assert.equal(forkcast.sweep([{ recall: undefined }])[0].winner, forkcast.sweep([{}])[0].winner);
});

test('the example of Vite becomes a page whose module is a file of its own', async () => {
  const { build } = await import(pathToFileURL(join(FORKCAST_NODE, 'vite/dist/node/index.js')).href);
  cpSync(new URL('vite/', examples), folder, { recursive: true });
  await build({ root: folder, logLevel: 'error', configFile: false });
  const assets = readdirSync(join(folder, 'dist/assets'));
  const module = assets.find((name) => name.endsWith('.wasm'));
  assert.deepEqual(readFileSync(join(folder, 'dist/assets', module)), readFileSync(join(FORKCAST_NPM, 'forkcast_bg.wasm')));
  const script = readFileSync(join(folder, 'dist/assets', assets.find((name) => name.endsWith('.js'))), 'utf8');
  assert.ok(script.includes(module), 'the script asks for the module by the name that Vite gave it');
  assert.ok(!script.includes('node:fs'), 'a page needs nothing of Node');
});
