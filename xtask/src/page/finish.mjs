// Finishes the built page once its names are settled: hashed style sheets of the other documents, the page for frames, the list of the worker that
// keeps the page, and absolute addresses where the page's own is known (the second argument). Run again on a finished folder it follows what has
// changed in it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const [dist, given] = process.argv.slice(2);
const read = (name) => readFileSync(join(dist, name), 'utf8');
const write = (name, text) => writeFileSync(join(dist, name), text);
const digest = (bytes, form) => createHash('sha256').update(bytes).digest(form);

/** The page in languages other than English lies in folders of the page, each named by its language. */
const [, language] = read('index.html').match(/<html [^>]*lang="?([a-z]+)/);
const root = language === 'en' ? dist : join(dist, '..');
const others = readdirSync(root).filter((name) => /^[a-z]{2}$/.test(name) && existsSync(join(root, name, 'index.html'))).sort();
/** The folder of each language from here. */
const folders = Object.fromEntries(['en', ...others].map((each) => [
  each, each === language ? '' : (language === 'en' ? '' : '../') + (each === 'en' ? '' : `${each}/`),
]));
const address = given && new URL(language === 'en' ? './' : `${language}/`, new URL('./', given)).href;

/** Documents beside the page. Their style sheets are files. */
const DOCUMENTS = ['method.html', 'embedding.html'];
/** Files that the page never asks for itself: other sites and machines do. */
const ELSEWHERE = ['embed.html', 'embed.js', 'embedding.html', 'oembed.json', 'preview.png', 'sw.js', 'sw-remove.js'];
const PREVIEW = 'content="preview.png"';

/** Replaces what the source must hold, once. */
function must(text, pattern, by) {
  const count = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
  if (count !== 1) throw new Error(`${pattern} is there ${count} times instead of once`);
  return text.replace(pattern, by);
}

for (const sheet of readdirSync(dist).filter((name) => /^[a-z]+\.css$/.test(name))) {
  const to = sheet.replace('.css', `-${digest(read(sheet), 'hex').slice(0, 16)}.css`);
  renameSync(join(dist, sheet), join(dist, to));
  for (const name of DOCUMENTS) write(name, read(name).replaceAll(`href="${sheet}"`, `href="${to}"`));
}

let index = read('index.html');
if (address && index.includes(PREVIEW)) {
  const home = new URL('./', address);
  if (!/^https?:$/.test(home.protocol)) throw new Error(`FORKCAST_PUBLIC_URL must be an address with http or https, not ${address}`);
  index = must(index, /content="preview\.png"/, `content="${new URL('preview.png', home)}"`);
  index = must(index, /<link rel="manifest"/, `<meta property="og:url" content="${home}"><link rel="canonical" href="${home}">$&`);
  const frame = `<iframe src="${new URL('embed.html', home)}#v1&amp;embed=verdict,cost" title="Forkcast" sandbox="allow-scripts allow-popups ` +
    'allow-popups-to-escape-sandbox allow-downloads" width="700" height="800" style="border:0"></iframe>';
  write('oembed.json', `${JSON.stringify({
    version: '1.0', type: 'rich', title: index.match(/<title>([^<]*)<\/title>/)[1], provider_name: 'Forkcast', provider_url: `${home}`,
    html: frame, width: 700, height: 800, thumbnail_url: `${new URL('preview.png', home)}`, thumbnail_width: 1200, thumbnail_height: 630,
  }, null, 2)}\n`);
}
const named = Object.entries(folders).map(([each, folder]) => `${each}|${folder || './'}|${new Intl.DisplayNames([each], { type: 'language' }).of(each)}`);
index = index.replace(/ data-languages="[^"]*"/, '');
if (others.length > 0) index = must(index, /<html /, `<html data-languages="${named.join(';')}" `);
/** Folder, title and the words of the link to the whole page, of each language. */
const shown = Object.fromEntries(Object.entries(folders).map(([each, folder]) => {
  const page = readFileSync(join(root, each === 'en' ? '' : each, 'index.html'), 'utf8');
  return [each, [folder, page.match(/<title>([^<]*)<\/title>/)[1], page.match(/ data-open="([^"]*)"/)[1]]];
}));
// A script without a charset is read in that of the page that asks for it, so the words are ASCII.
const words = JSON.stringify(shown).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
write('embed.js', must(read('embed.js'), /^ *const LANGUAGES = .*;$/m, () => `  const LANGUAGES = ${words};`));
if (!index.includes('data-offline=')) index = must(index, /<html /, '<html data-offline="sw.js" ');
write('index.html', index);

// No worker in frames, and the module is asked for only where nobody hands it to the frame (the script in index.html).
const framed = must(index, / data-offline="sw\.js"/, '');
write('embed.html', framed.replace(/<link rel="?preload"?(?=[^>]*_bg\.wasm)/g, '<link rel="forkcast-module"').replace(/<link rel="?manifest"?[^>]*>/, ''));
if (!read('embed.html').includes('rel="forkcast-module"')) throw new Error('index.html loads no module ahead');

/** Whether it is a file of the page in another language, which keeps its own. */
const isElsewhere = (name) => language === 'en' && others.some((each) => name.startsWith(`${each}/`));
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
  // What is hidden is not served, compressed copies go by the names of their files, and hosts read `_headers` themselves.
  .filter((name) => !/\.(br|gz)$|(^|\/)\./.test(name) && !name.startsWith('_') && !isElsewhere(name) && !ELSEWHERE.includes(name))
  .sort();
const list = Object.fromEntries(files.map((name) => [name === 'index.html' ? './' : name, `sha256-${digest(readFileSync(join(dist, name)), 'base64')}`]));
let worker = must(read('sw.js'), /^const FILES = .*;$/m, () => `const FILES = ${JSON.stringify(list)};`);
worker = must(worker, /^const BUILD = .*;$/m, 'const BUILD = "none";');
write('sw.js', worker.replace('const BUILD = "none";', `const BUILD = "${digest(worker, 'hex').slice(0, 16)}";`));
