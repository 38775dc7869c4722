// Writes FILE.br and FILE.gz beside every file of the built page that shrinks, so that the server compresses nothing
// while it answers and can afford the slowest, smallest settings. Node brings both codecs: no crate for them is compiled.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = process.argv[2];
const compressible = new Set(
  ['.wasm', '.js', '.mjs', '.css', '.html', '.json', '.svg', '.txt', '.csv', '.md', '.xml', '.webmanifest', '.map'],
);

/** When a file was written; before all others if it is not there. */
const written = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  // Node before 20.12 names the folder `path`.
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile()) continue;
  // A copy of an earlier file of the same name, or of one that is gone.
  const plain = /\.(br|gz)$/.test(file) ? written(file.slice(0, -3)) : undefined;
  if (plain !== undefined && (plain === 0 || written(file) <= plain)) rmSync(file);
}

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !compressible.has(extname(file)) || written(`${file}.br`) > 0) continue;
  const plain = readFileSync(file);
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      // Found by trying: 0.4 kB less for the page's module.
      [constants.BROTLI_PARAM_NDIRECT]: 8,
    },
  });
  const gzip = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION });
  if (brotli.length < plain.length) writeFileSync(`${file}.br`, brotli);
  if (gzip.length < plain.length) writeFileSync(`${file}.gz`, gzip);
}
