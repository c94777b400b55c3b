import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

type Planted = [name: string, file: string, text: string, bug: string];

const { mutants }: { mutants: Planted[] } = await import(resolve('test/simulation/mutants/mutants.mjs'));

it.each(mutants)('the bug "%s" has its one place in %s', (_, file, text, bug) => {
  expect(readFileSync(file, 'utf8').split(text)).toHaveLength(2);
  expect(bug).not.toBe(text);
});
