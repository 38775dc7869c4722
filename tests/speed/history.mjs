// The figures of earlier builds, a line of JSON each in docs/speed.jsonl: `node history.mjs compare ID=VALUE...` prints those that are more than a tenth
// above the line recorded last for this processor, `node history.mjs record ID=VALUE...` adds a line. `cargo xtask bench` calls it.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const MOST = 1.1;
const file = fileURLToPath(new URL('../../docs/speed.jsonl', import.meta.url));

/** The lines of the file, oldest first. */
export const read = (text) => text.split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line));

/** `name=1.5` and so on. */
export const figuresOf = (words) => Object.fromEntries(words.map((word) => {
  const [id, value] = word.split('=');
  if (!id || value === undefined || !Number.isFinite(Number(value)) || Number(value) <= 0) throw new Error(`a figure is ID=VALUE with a value above 0, not “${word}”`);
  return [id, Number(value)];
}));

/**
 * The figures that are more than a tenth above the line recorded last for the processor. Figures are ratios of two times of one run, but processors differ
 * in what they are good at.
 */
export function worse(figures, lines, processor) {
  const before = lines.findLast((line) => line.processor === processor);
  if (!before) return [];
  return Object.entries(figures)
    .filter(([id, value]) => before.figures[id] !== undefined && value > before.figures[id] * MOST)
    .map(([id, value]) => ({ id, value, before: before.figures[id], commit: before.commit }));
}

function run([command, ...words]) {
  const processor = `${cpus().length} × ${cpus()[0].model.trim()}`;
  const figures = figuresOf(words);
  const lines = existsSync(file) ? read(readFileSync(file, 'utf8')) : [];
  if (command === 'compare') {
    if (!lines.some((line) => line.processor === processor)) console.error(`nothing is recorded for ${processor}`);
    for (const { id, value, before, commit } of worse(figures, lines, processor)) console.log([id, value.toPrecision(3), before.toPrecision(3), commit].join('\t'));
  } else if (command === 'record') {
    const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const commit = git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? ' and changes' : '');
    const rounded = Object.fromEntries(Object.entries(figures).map(([id, value]) => [id, Number(value.toPrecision(4))]));
    appendFileSync(file, `${JSON.stringify({ commit, date: new Date().toISOString().slice(0, 10), processor, figures: rounded })}\n`);
  } else {
    throw new Error(`history.mjs takes compare or record, not ${command}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) run(process.argv.slice(2));
