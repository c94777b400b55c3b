import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const layers = ['shared', 'electron', 'renderer', 'central', 'scripts', 'test'];
const suppression =
  /biome-ignore|@ts-(?:ignore|expect-error|nocheck)|eslint-disable|istanbul ignore|v8 ignore/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return /\.(?:[cm]?[jt]sx?|css)$/.test(entry.name) ? [path] : [];
  });
}

it('silences no rule anywhere: a rule that is wrong is changed in biome.json for all', () => {
  const own = join(root, 'test', 'unit', 'lint');
  const silenced = layers
    .flatMap((layer) => sources(join(root, layer)))
    .filter((path) => !path.startsWith(own) && suppression.test(readFileSync(path, 'utf8')));
  expect(silenced).toEqual([]);
});
