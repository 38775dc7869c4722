// Looks at the built page as a server or an embedding page would, without a browser, and names everything wrong.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const dist = process.argv[2];
const faults = [];
/** Folders of the page in other languages, each a page of its own. */
const others = readdirSync(dist).filter((name) => existsSync(join(dist, name, 'index.html')));
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .filter((file) => !others.some((name) => file.startsWith(join(dist, name, '/'))));
const named = (file) => relative(dist, file);

const modules = files.filter((file) => file.endsWith('.wasm'));
for (const file of modules) {
  const bytes = readFileSync(file);
  if (!WebAssembly.validate(bytes)) {
    faults.push(`${named(file)} is not a valid WebAssembly module`);
    continue;
  }
  const module = new WebAssembly.Module(bytes);
  // Rust leaves a C function that nobody defines as an import from `env`; the page would fail when it starts.
  const missing = WebAssembly.Module.imports(module).filter(({ module: from }) => from === 'env' || from.startsWith('wasi'));
  for (const { module: from, name } of missing) faults.push(`${named(file)} wants ${from}.${name}, which no browser has`);
  if (WebAssembly.Module.customSections(module, 'name').length > 0) {
    faults.push(`${named(file)} still carries its debug names: wasm-opt or strip did not run`);
  }
  if (!/-[0-9a-f]{8,}/.test(named(file))) faults.push(`${named(file)} has no hash in its name and could not be cached for ever`);
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
// index.html names one module. The others are chunks: only the script names them, with their digests.
const scripts = files.filter((file) => file.endsWith('.js')).map((file) => readFileSync(file, 'utf8')).join('\n');
const asked = modules.filter((file) => html.includes(named(file)));
if (asked.length !== 1) faults.push(`index.html asks for one .wasm, not for ${asked.length}`);
for (const file of modules) {
  if (asked.includes(file)) continue;
  const digest = createHash('sha384').update(readFileSync(file)).digest('base64');
  if (!scripts.includes(named(file))) faults.push(`nothing loads ${named(file)}`);
  else if (!scripts.includes(`sha384-${digest}`)) faults.push(`${named(file)} is loaded without its digest`);
}
const elsewhere = /<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/[^"'\s>]+/gi;
for (const [tag] of html.matchAll(elsewhere)) {
  if (!/rel\s*=\s*["']?canonical/i.test(tag)) faults.push(`index.html asks another host: ${tag}`);
}
if (!/<title>[^<]+<\/title>/i.test(html)) faults.push('index.html has no title');

for (const file of files) {
  for (const [ending, expand] of [['.br', brotliDecompressSync], ['.gz', gunzipSync]]) {
    if (!file.endsWith(ending)) continue;
    const original = file.slice(0, -ending.length);
    if (!existsSync(original)) faults.push(`${named(file)} is a copy of nothing`);
    else if (!expand(readFileSync(file)).equals(readFileSync(original))) faults.push(`${named(file)} is not ${named(original)}`);
  }
  if (/\.(?:wasm|js|css|html)$/.test(file) && readFileSync(file).length > 1000 && !existsSync(`${file}.br`)) {
    faults.push(`${named(file)} has no compressed copy`);
  }
}

for (const name of others) {
  const { status } = spawnSync(process.execPath, [process.argv[1], join(dist, name)], { stdio: 'inherit' });
  if (status !== 0) faults.push(`${name} is not in order`);
}
for (const fault of faults) console.error(`page check: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`page checks: ${files.length} files, nothing wrong`);
