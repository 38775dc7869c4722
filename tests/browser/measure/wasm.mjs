// The engine in WebAssembly, built as the page's is, timed by the JavaScript engine that runs it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TURNS, turned } from '../../speed/calibration.mjs';
import { at, compared, cpuMs, measured } from '../lib/figures.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? `${root}/target`;
// Name, how often a call of it does that, and the budget for once in ms; the whole map has none, as it is decided in pieces.
// A decision is sixteen simulations. Maps are decided in the worker. The chart of cost by traffic is drawn anew while a slider moves and it is in view.
const timed = [['evaluate', 500, 2], ['decide', 500, 0.25], ['futures', 1, 120], ['volume', 1, 25], ['map_sketch', 1, 150], ['map', 1, Infinity]];
const build = (toolchain) => execFileSync('cargo', [...toolchain, 'build', '--quiet', '--release', '--package', 'forkcast-engine',
  ...timed.map(([name]) => `--example=time_${name}`), '--target', 'wasm32-unknown-unknown'],
{ cwd: root, stdio: 'inherit', env: { ...process.env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Ctarget-feature=+simd128' } });
// The toolchain that has the target: the standard one, else the one the set-up links.
try { build([]); } catch { build(['+debian']); }

for (const [name, times_over, budget] of timed) {
  const module = new WebAssembly.Module(readFileSync(`${target}/wasm32-unknown-unknown/release/examples/time_${name}.wasm`));
  const { exports } = new WebAssembly.Instance(module, {});
  const times = [];
  // By CPU time, as the figures that are compared with those of other days must not follow what else the machine does.
  const cpu = [];
  const loops = [];
  // The first rounds are interpreted or half compiled; the median of the later ones is what a page settles to.
  for (let i = 0; i < 12; i += 1) {
    const start = performance.now();
    const before = cpuMs();
    exports.main(0, 0);
    const after = cpuMs();
    if (i >= 3) times.push((performance.now() - start) / times_over);
    turned(TURNS);
    if (i < 3) continue;
    cpu.push((after - before) / times_over);
    loops.push(cpuMs() - after);
  }
  const median = at(times, 0.5);
  const shown = (ms) => (ms < 1 ? `${(ms * 1000).toFixed(1)} µs` : `${ms.toFixed(1)} ms`);
  measured(`${name} in wasm, default scenario, median`, shown(median), budget < Infinity ? `<= ${shown(budget)}` : '', median > budget);
  compared(`${name}_wasm_over_loop`, Math.min(...cpu) / Math.min(...loops));
}
