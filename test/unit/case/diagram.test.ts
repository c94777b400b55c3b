import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stateDiagram, withDiagrams } from '../../../shared/case/diagram.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

it('README.md shows the moves that the code allows (npm run diagram draws them anew)', () => {
  expect(withDiagrams(readme)).toBe(readme);
});

it('draws the rungs of the ladder one by one', () => {
  const ways = stateDiagram('real_name')
    .split('\n')
    .flatMap((row) => /^ +(\w+) --> measure_approved /.exec(row)?.[1] ?? []);
  expect(ways).toEqual(['measure_proposed']);
});

it('has no place in a text without markers', () => {
  expect(withDiagrams('# Callback Desk')).toBeNull();
});
