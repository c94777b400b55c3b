import { beforeAll, describe, expect, it } from 'vitest';
import { lint } from './biome.ts';
import { harmless } from './harmless.ts';
import { hazards } from './hazards.ts';
import { layers } from './layers.ts';
import { rooms } from './rooms.ts';
import { sqlRooms } from './sql-rooms.ts';
import { wholeTests } from './whole-tests.ts';

/**
 * A folder becomes a file of its own in that folder, so that all rows stand in one tree and Biome runs once.
 */
function place(target: string, row: number): string {
  const extension = target.startsWith('scripts') ? 'mjs' : 'ts';
  return target.endsWith('/') ? `${target}row-${row}.${extension}` : target;
}

const cases = [...layers, ...rooms, ...sqlRooms, ...wholeTests, ...hazards].map(
  ([rule, forbiddenIn, allowedIn, source], row) => ({
    rule,
    source,
    forbiddenIn: place(forbiddenIn, row),
    allowedIn: allowedIn === null ? null : place(allowedIn, row),
  }),
);
const allowed = cases.flatMap(({ source, allowedIn }) => (allowedIn === null ? [] : [{ source, allowedIn }]));

const cycle = new Map([
  ['electron/session/key.ts', "export { lock } from './lock.ts';\nexport const key = 1;"],
  ['electron/session/lock.ts', "export { key } from './key.ts';\nexport const lock = 2;"],
  ['electron/session/door.ts', "export { key } from './key.ts';"],
]);

function tree(): Map<string, string> {
  const files = new Map([...harmless, ...cycle]);
  const put = (path: string, source: string) => {
    expect(files.has(path), `two snippets at ${path}`).toBe(false);
    files.set(path, source);
  };
  for (const { source, forbiddenIn } of cases) put(forbiddenIn, source);
  for (const { source, allowedIn } of allowed) put(allowedIn, source);
  return files;
}

describe('the lint rules of the project', () => {
  let objections = new Map<string, string[]>();
  const at = (path: string) => objections.get(path) ?? [];

  beforeAll(() => {
    objections = lint(tree());
  });

  it.each(cases)('$rule forbids in $forbiddenIn: $source', ({ rule, forbiddenIn }) => {
    expect(at(forbiddenIn).join(' + ')).toBe(rule);
  });

  it.each(allowed)('$allowedIn may hold: $source', ({ allowedIn }) => {
    expect(at(allowedIn)).toEqual([]);
  });

  it.each([...harmless.keys()])('%s is harmless', (path) => {
    expect(at(path)).toEqual([]);
  });

  it('forbids an import cycle in each of its files and nowhere else', () => {
    const rule = 'lint/suspicious/noImportCycles';
    expect([...cycle.keys()].map(at)).toEqual([[rule], [rule], []]);
  });

  it('objects to nothing else', () => {
    const expected = [...cases.map(({ forbiddenIn }) => forbiddenIn), ...cycle.keys()];
    expect([...objections.keys()].filter((path) => !expected.includes(path))).toEqual([]);
  });
});
