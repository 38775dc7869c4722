// A part of the rule (tests/speed/src/rule.rs) in WebAssembly, beside the same written in JavaScript and beside the native program, in turn. FORKCAST_SPEED is
// the folder of the module, FORKCAST_SPEED_BIN the program. Then how many simulations of the whole rule the program makes on all cores.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TURNS, turned } from '../../speed/calibration.mjs';
import { simulated } from '../../speed/rule.mjs';
import { at, compared, cpuMs, measured } from '../lib/figures.mjs';

const SIMULATIONS = 10_000;
const ROUNDS = 12;
const LEAST_WASM = 3;
const program = (...words) => JSON.parse(execFileSync(process.env.FORKCAST_SPEED_BIN, words));
const folder = process.env.FORKCAST_SPEED;
const module = await import(pathToFileURL(join(folder, 'speed.mjs')));
await module.default({ module_or_path: readFileSync(join(folder, 'speed_bg.wasm')) });
const data = program('data');

const sums = program('sums', String(SIMULATIONS));
assert.deepEqual([...module.simulated(SIMULATIONS)], sums, 'WebAssembly has the figures of the program');
for (const [i, sum] of simulated(SIMULATIONS, data).entries()) assert.ok(Math.abs(sum / sums[i] - 1) < 1e-9, `JavaScript has other figures: ${sum}, ${sums[i]}`);

const times = { loop: [], script: [], wasm: [], native: [], nativeLoop: [] };
const timed = (kind, work) => {
  const start = cpuMs();
  work();
  times[kind].push(cpuMs() - start);
};
for (let round = -3; round < ROUNDS; round += 1) {
  timed('loop', () => turned(TURNS));
  timed('script', () => simulated(SIMULATIONS, data));
  timed('wasm', () => module.simulated(SIMULATIONS));
  const native = program('time');
  times.native.push(native.simulations_ms);
  times.nativeLoop.push(native.calibration_ms);
  // The first rounds are interpreted or half compiled.
  if (round < 0) for (const list of Object.values(times)) list.length = 0;
}
const median = (kind) => at(times[kind], 0.5);
const least = (kind) => Math.min(...times[kind]);
const faster = median('script') / median('wasm');
measured(`part of the rule, ${SIMULATIONS.toLocaleString('en')} simulations, CPU time, median: JavaScript / WebAssembly / native`,
  `${median('script').toFixed(1)} / ${median('wasm').toFixed(1)} / ${median('native').toFixed(1)} ms`);
measured('JavaScript / WebAssembly, the same', `${faster.toFixed(1)} ×`, `>= ${LEAST_WASM} ×`, faster < LEAST_WASM);
measured('the fixed loop, CPU time, median: JavaScript / native', `${median('loop').toFixed(1)} / ${median('nativeLoop').toFixed(1)} ms`);
// The least of many rounds is the figure that other work on the machine disturbs least.
compared('rule_wasm_over_script', least('wasm') / least('script'));
compared('rule_wasm_over_loop', least('wasm') / least('loop'));
compared('rule_native_over_loop', least('native') / least('nativeLoop'));

const LEAST_SIMULATIONS = 200_000;
const { cores, few, many, loop_ms } = program('whole');
const number = (value) => Math.round(value).toLocaleString('en');
measured(`decisions a second of ${cores} cores, native, each by ${few.simulations} simulations of all approaches`, number(few.per_second / few.simulations));
for (const { simulations, per_second } of [few, many]) {
  measured(`simulations of all approaches a second of ${cores} cores, native, decisions by ${number(simulations)}`, number(per_second),
    `>= ${number(LEAST_SIMULATIONS)}`, per_second < LEAST_SIMULATIONS);
}
compared('few_native_over_loop', few.row_ms / loop_ms);
compared('many_native_over_loop', many.row_ms / loop_ms);
