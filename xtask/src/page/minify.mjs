// Makes the page's scripts and modules small. Their names and the page's integrity attributes come from their contents, so both follow.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [dist, packages] = process.argv.slice(2);
// The packages lie with the browser tests' packages, which are not beside this file.
const { minify } = createRequire(join(packages, 'package.json'))('terser');
const binaryen = (tool, ...options) => execFileSync(process.execPath, [join(packages, 'node_modules/binaryen/bin', tool), ...options], { stdio: ['ignore', 'ignore', 'inherit'] });

// Functions of one caller are not inlined: what is alike stays alike, and brotli finds it.
const OPTIMISED = ['--flatten', '--rereloop', '-O2', '-O2', '--one-caller-inline-max-function-size=20'];

const digest = (bytes, kind, form) => createHash(kind).update(bytes).digest(form);
const integrity = (bytes) => `sha384-${digest(bytes, 'sha384', 'base64')}`;
const renamed = (name, bytes) => name.replace(/-[0-9a-f]{8,}(?=(_bg)?\.\w+$)/, `-${digest(bytes, 'sha256', 'hex').slice(0, 16)}`);
const page = join(dist, 'index.html');
let html = readFileSync(page, 'utf8');

/** Writes a file under the name that its new contents give it, and has the page ask for that. */
function put(name, before, after) {
  const to = renamed(name, after);
  writeFileSync(join(dist, name), after);
  renameSync(join(dist, name), join(dist, to));
  html = html.replaceAll(name, to).replaceAll(integrity(before), integrity(after));
  return to;
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

/** The module without the exports that the script does not use, and what only they called. */
function reached(file, script) {
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(file))).map((e) => e.name);
  const used = exported.filter((name) => new RegExp(`\\.${name.replaceAll('$', '\\$')}(?![\\w$])`).test(script));
  const graph = [{ name: 'script', root: true, reaches: used }, ...exported.map((name) => ({ name, export: name }))];
  const [graphs, small] = [`${file}.graph`, `${file}.small`];
  writeFileSync(graphs, JSON.stringify(graph));
  binaryen('wasm-metadce', file, `--graph-file=${graphs}`, '-o', small);
  binaryen('wasm-opt', small, ...OPTIMISED, '-o', small);
  const bytes = readFileSync(small);
  for (const made of [graphs, small]) rmSync(made);
  return bytes;
}

const only = (ending) => {
  const found = readdirSync(dist).filter((file) => file.endsWith(ending));
  if (found.length !== 1) throw new Error(`one ${ending} is expected of Trunk, not ${found}`);
  return found[0];
};
const script = only('.js');
const module = only('_bg.wasm');
const plain = readFileSync(join(dist, script));
const { code } = await minify(withoutClasses(plain.toString()), { module: true, compress: { passes: 3 } });
put(module, readFileSync(join(dist, module)), reached(join(dist, module), code));
put(script, plain, code);
writeFileSync(page, html);
