import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sources } from './sources.ts';

const COLUMNS = 110;
const comment = /^\s*(?:\/\/|\/\*|\*)/;

it('has no comment that is wider than the code', () => {
  const wide = sources().flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => comment.test(line) && line.length > COLUMNS)
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(wide).toEqual([]);
});
