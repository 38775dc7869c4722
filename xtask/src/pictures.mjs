// Draws the pictures that other programs show of the page: public/preview.png (previews of links) and the icons of an installed page. It takes the
// verdict from app/index.html and the chart from app/snapshots, both written by `cargo xtask generate`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [root, packages] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, 'package.json'))('playwright-core');
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

const index = read('app', 'index.html');
const method = read('public', 'method.html');
const found = (text, pattern) => {
  const match = text.match(pattern);
  if (!match) throw new Error(`nothing is like ${pattern}`);
  return match[1];
};
const headline = found(index, /<main class="shell">\s*<h1>([^<]*)<\/h1>/);
const sentence = found(index, /<main class="shell">\s*<h1>[^<]*<\/h1>\s*<p>([^<]*)<\/p>/);
const versions = found(method, /<p>(Model version [^.]*)\./);
const mark = read('public', 'favicon.svg');
const chart = read('app', 'snapshots', 'cost-default-light.svg');

const PREVIEW = `<!doctype html><meta charset="utf-8"><style>
  * { box-sizing: border-box; margin: 0; }
  body { width: 1200px; height: 630px; padding: 44px 56px 32px; background: #fbfaf7; color: #1a1c1f; font-family: system-ui, 'Liberation Sans', sans-serif;
    display: flex; flex-direction: column; gap: 10px; }
  .top { display: flex; align-items: center; gap: 16px; font-size: 30px; font-weight: 650; }
  .top svg { width: 48px; height: 48px; }
  .both { flex: 1; min-height: 0; display: grid; grid-template-columns: 340px 1fr; gap: 28px; align-items: center; }
  h1 { font-size: 52px; letter-spacing: -0.02em; line-height: 1.1; margin-bottom: 18px; }
  p { font-size: 25px; line-height: 1.35; color: #5c6066; }
  .chart { height: 430px; background: #ffffff; border: 1px solid #e4e2dc; border-radius: 10px; padding: 8px; }
  .chart svg { width: 100%; height: 100%; }
  .source { font-size: 20px; }
</style>
<div class="top">${mark}Forkcast: RAG, fine-tuning, both, or prompting alone?</div>
<div class="both"><div><h1>${headline}</h1><p>${sentence}</p></div><div class="chart">${chart}</div></div>
<p class="source">Total cost over time by approach, defaults. ${versions}.</p>`;
const icon = (size) => `<!doctype html><style>* { margin: 0; } svg { display: block; width: ${size}px; height: ${size}px; }</style>${mark}`;

const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, html, width, height] of [['preview', PREVIEW, 1200, 630], ['icon-192', icon(192), 192, 192], ['icon-512', icon(512), 512, 512]]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(html);
  await page.screenshot({ path: join(root, 'public', `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
