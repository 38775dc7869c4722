// Merges the output of the split step into one script and its chunks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The chunks' files. */
export const chunks = (folder) => readdirSync(folder).filter((name) => /^(split|chunk)_\w+\.wasm$/.test(name)).map((name) => join(folder, name));

/**
 * The main script with the loaders in it. wasm-split-cli writes the loaders as a separate script; it and the main script import each other, so
 * the name of each file would depend on the contents of the other, and the page would send one more request.
 */
export function merged(folder, name) {
  const script = readFileSync(join(folder, name), 'utf8');
  let loaders = readFileSync(join(folder, '__wasm_split.js'), 'utf8');
  const must = (text, pattern, by) => {
    if (text.search(pattern) < 0) throw new Error(`wasm-split-cli's script has changed: no ${pattern}`);
    return text.replace(pattern, by);
  };
  loaders = must(loaders, /^import \{ initSync \} from .*$/m, '');
  loaders = must(loaders, /const \{([^}]*)\} = initSync\(undefined, undefined\);\s*Object\.assign\(sharedImports\.__wasm_split, \{[^}]*\}\);/, (_, shared) => {
    const names = shared.split(',').map((n) => n.trim()).filter(Boolean);
    // The chunks import these by name, so the keys are quoted and stay; only the values may be shortened.
    return `Object.assign(sharedImports.__wasm_split, { ${names.map((n) => `"${n}": wasm.${n}`).join(', ')} });`;
  });
  loaders = must(loaders, /^export const (?=__wasm_split_load_)/gm, 'const ');
  const load = [...loaders.matchAll(/^const (__wasm_split_load_\w+)/gm)].map(([, n]) => n);
  let first;
  const main = must(script, /^import \* as (import\d+) from ["']\.\/__wasm_split\.js["'];?$/gm, (_, object) => {
    if (first) return `const ${object} = ${first};`;
    first = object;
    return `const ${object} = {\n${load.map((n) => `    ${n}: ${n},\n`).join('')}};`;
  });
  return `${loaders}\n${main}`;
}
