// The engine in WebAssembly, built as the page's is, timed by the JavaScript engine that runs it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? `${root}/target`;
const build = (toolchain) => execFileSync('cargo', [...toolchain, 'build', '--quiet', '--release', '--package', 'forkcast-engine',
  '--examples', '--target', 'wasm32-unknown-unknown'], { cwd: root, stdio: 'inherit' });
// The toolchain that has the target: the standard one, else the one the set-up links.
try { build([]); } catch { build(['+debian']); }

let over = false;
for (const [name, budget] of [['evaluate', 32], ['decide', 8]]) {
  const module = new WebAssembly.Module(readFileSync(`${target}/wasm32-unknown-unknown/release/examples/time_${name}.wasm`));
  const { exports } = new WebAssembly.Instance(module, {});
  const times = [];
  // The first rounds are interpreted or half compiled; the median of the later ones is what a page settles to.
  for (let i = 0; i < 12; i += 1) {
    const start = performance.now();
    exports.main(0, 0);
    if (i >= 3) times.push((performance.now() - start) / 10_000);
  }
  const median = times.toSorted((a, b) => a - b)[4] * 1000;
  over ||= median > budget;
  console.log(`measured\t${name} in wasm, default scenario, median\t${median.toFixed(1)} µs\t<= ${budget} µs`);
}
process.exit(over ? 1 : 0);
