import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sources } from './sources.ts';

const suppression =
  /biome-ignore|@ts-(?:ignore|expect-error|nocheck)|eslint-disable|istanbul ignore|v8 ignore/;

it('silences no rule anywhere: a rule that is wrong is changed in biome.json for all', () => {
  expect(sources().filter((path) => suppression.test(readFileSync(path, 'utf8')))).toEqual([]);
});
