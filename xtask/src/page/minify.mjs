// Makes the page's script and modules small. Their names and the page's integrity attributes come from their contents, so both follow.
// The third argument is the output folder of the split step; without it the page is the one module that Trunk made.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { chunks, merged } from './split.mjs';

const [dist, packages, split] = process.argv.slice(2);
// The packages lie with the browser tests' packages, which are not beside this file.
const terser = createRequire(join(packages, 'package.json'))('terser');
const minified = async (script) => (await terser.minify(script, { module: true, compress: { passes: 3 } })).code;
const binaryen = (tool, ...options) => execFileSync(process.execPath, [join(packages, 'node_modules/binaryen/bin', tool), ...options],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });

// Functions of one caller are not inlined: what is alike stays alike, and brotli finds it.
const OPTIMISED = ['--flatten', '--rereloop', '-O2', '-O2', '--one-caller-inline-max-function-size=20'];
// Sections that only tools read. Last, because wasm-opt is such a tool.
const STRIPPED = ['--strip-producers', '--strip-target-features'];

const digest = (bytes, kind, form) => createHash(kind).update(bytes).digest(form);
const integrity = (bytes) => `sha384-${digest(bytes, 'sha384', 'base64')}`;
const short = (bytes) => digest(bytes, 'sha256', 'hex').slice(0, 16);
const renamed = (name, bytes) => name.replace(/-[0-9a-f]{8,}(?=(_bg)?\.\w+$)/, `-${short(bytes)}`);
const page = join(dist, 'index.html');
let html = readFileSync(page, 'utf8');

/** Writes a file under the name that its new contents give it, and has the page ask for that. */
function put(name, before, after) {
  const to = renamed(name, after);
  writeFileSync(join(dist, name), after);
  renameSync(join(dist, name), join(dist, to));
  html = html.replaceAll(name, to).replaceAll(integrity(before), integrity(after));
}

/**
 * A library below Leptos hands JavaScript classes of streams that nothing here constructs, and what is exported is never unused. Not
 * exported, without the method that `using` would call and with finalizers that may go, they are what terser drops.
 */
function withoutClasses(script) {
  return script
    .replace(/^export class /gm, 'class ')
    .replace(/^if \(Symbol\.dispose\) (\w+)\.prototype\[Symbol\.dispose\] = \1\.prototype\.free;$/gm, '')
    .replaceAll('new FinalizationRegistry(', '/*#__PURE__*/new FinalizationRegistry(');
}

/** The module without the linker's sections, which only the split step reads and which the eager form still has here. */
function unlinked(bytes) {
  const number = (at) => {
    let [value, shift] = [0, 0];
    for (;; shift += 7) {
      value += (bytes[at] & 127) * 2 ** shift;
      at += 1;
      if (bytes[at - 1] < 128) return [value, at];
    }
  };
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length;) {
    const [size, from] = number(at + 1);
    const [length, name] = number(from);
    const custom = bytes[at] === 0 && bytes.subarray(name, name + length).toString();
    if (custom !== 'linking' && !`${custom}`.startsWith('reloc.')) parts.push(bytes.subarray(at, from + size));
    at = from + size;
  }
  return Buffer.concat(parts);
}

/** Runs wasm-opt on a file; returns its output and the bytes it wrote. */
function optimised(file, options) {
  const small = `${file}.small`;
  const printed = binaryen('wasm-opt', file, ...options, '-o', small);
  const bytes = readFileSync(small);
  rmSync(small);
  return { printed, bytes };
}

/** The module without the exports that the script does not use and the code that only they reached; and the short names of the rest. */
function reached(file, script) {
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(file))).map((e) => e.name);
  const used = exported.filter((name) => new RegExp(`\\.${name.replaceAll('$', '\\$')}(?![\\w$])`).test(script));
  const graph = [{ name: 'script', root: true, reaches: used }, ...exported.map((name) => ({ name, export: name }))];
  const [graphs, kept] = [`${file}.graph`, `${file}.kept`];
  writeFileSync(graphs, JSON.stringify(graph));
  writeFileSync(file, unlinked(readFileSync(file)));
  binaryen('wasm-metadce', file, `--graph-file=${graphs}`, '-o', kept);
  writeFileSync(kept, optimised(kept, OPTIMISED).bytes);
  const { printed, bytes } = optimised(kept, ['--minify-imports-and-exports-and-modules', ...STRIPPED]);
  for (const made of [graphs, kept]) rmSync(made);
  return { names: JSON.parse(printed), bytes };
}

/** wasm-bindgen's script with the new names of the module's imports and exports. */
function shortened(script, { imports, exports }) {
  const once = (pattern, text) => {
    const found = script.match(new RegExp(pattern, 'gm')) ?? [];
    if (found.length !== 1) throw new Error(`${found.length} places instead of one are like ${pattern}`);
    script = script.replace(new RegExp(pattern, 'm'), text);
  };
  for (const [, name, to] of imports) once(`^( +)${name.replaceAll('$', '\\$')}:`, `$1${to}:`);
  // Every import now has the same module name.
  const objects = [...new Set(script.match(/return \{\s*__proto__: null,\s*"[^}]*\}/)?.[0].match(/\bimport\d+/g))];
  once('return \\{\\s*__proto__: null,\\s*"[^}]*\\}', `return { a: { ${objects.map((o) => `...${o}`).join(', ')} } }`);
  for (const [name, to] of exports) script = script.replace(new RegExp(`\\bwasm\\.${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'), `wasm.${to}`);
  return script;
}

const modules = readdirSync(dist).filter((file) => file.endsWith('_bg.wasm'));
if (modules.length !== 1) throw new Error(`one module is expected of Trunk, not ${modules}`);
const [module] = modules;
const script = module.replace('_bg.wasm', '.js');
const [plainScript, plainModule] = [script, module].map((name) => readFileSync(join(dist, name)));
let text = withoutClasses(split ? merged(split, script) : plainScript.toString());
for (const file of split ? chunks(split) : []) {
  const { bytes } = optimised(file, [...OPTIMISED, ...STRIPPED]);
  const name = basename(file).replace('.wasm', `-${short(bytes)}.wasm`);
  writeFileSync(join(dist, name), bytes);
  const before = text;
  // A chunk of another build would call wrong functions.
  text = text.replace(`new URL("./${basename(file)}", import.meta.url)`, `new URL("./${name}", import.meta.url), { integrity: "${integrity(bytes)}" }`);
  if (text === before) throw new Error(`nothing loads ${file}`);
}
const { names, bytes } = reached(join(split ?? dist, module), await minified(text));
put(module, plainModule, bytes);
put(script, plainScript, await minified(shortened(text, names)));
writeFileSync(page, html);
