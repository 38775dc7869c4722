// Makes the page's scripts small. Their names and the page's integrity attributes come from their contents, so both follow.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [dist, packages] = process.argv.slice(2);
// The package lies with the browser tests' packages, which are not beside this file.
const { minify } = createRequire(join(packages, 'package.json'))('terser');

const digest = (bytes, kind, form) => createHash(kind).update(bytes).digest(form);
const page = join(dist, 'index.html');
let html = readFileSync(page, 'utf8');
for (const name of readdirSync(dist).filter((file) => file.endsWith('.js'))) {
  const plain = readFileSync(join(dist, name));
  const { code } = await minify(plain.toString(), { module: true, compress: { passes: 3 } });
  const named = name.replace(/-[0-9a-f]{8,}\.js$/, `-${digest(code, 'sha256', 'hex').slice(0, 16)}.js`);
  writeFileSync(join(dist, name), code);
  renameSync(join(dist, name), join(dist, named));
  const integrity = (bytes) => `sha384-${digest(bytes, 'sha384', 'base64')}`;
  html = html.replaceAll(name, named).replaceAll(integrity(plain), integrity(code));
}
writeFileSync(page, html);
