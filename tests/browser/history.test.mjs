// The comparison of speeds with those recorded: what is slower by more than a tenth is named, what varies by less is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { figuresOf, read, worse } from '../speed/history.mjs';

const lines = [
  { commit: 'a', processor: 'one', figures: { chart: 1, rule: 0.2 } },
  { commit: 'b', processor: 'other', figures: { chart: 2, rule: 0.2 } },
];

test('a figure more than a tenth above the last of the same processor is worse', () => {
  assert.deepEqual(worse({ chart: 1.09, rule: 0.21 }, lines, 'one'), []);
  assert.deepEqual(worse({ chart: 1.11, rule: 0.1 }, lines, 'one'), [{ id: 'chart', value: 1.11, before: 1, commit: 'a' }]);
  assert.deepEqual(worse({ chart: 9 }, lines, 'new'), [], 'of another processor');
  assert.deepEqual(worse({ unseen: 9 }, lines, 'one'), []);
});

test('figures are read as they are printed, and nonsense is refused', () => {
  assert.deepEqual(figuresOf(['chart=1.5', 'rule=0.25']), { chart: 1.5, rule: 0.25 });
  for (const word of ['chart', 'chart=', 'chart=x', '=1', 'chart=0']) assert.throws(() => figuresOf([word]), /ID=VALUE/);
});

test('the recorded lines can be read', () => {
  const recorded = read(readFileSync(new URL('../../docs/speed.jsonl', import.meta.url), 'utf8'));
  assert.ok(recorded.length > 0);
  for (const { commit, date, processor, figures } of recorded) {
    assert.ok(commit && processor && /^\d{4}-\d\d-\d\d$/.test(date));
    assert.ok(Object.values(figures).every((value) => value > 0));
  }
});
