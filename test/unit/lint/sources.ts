import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const layers = ['shared', 'electron', 'renderer', 'central', 'scripts', 'test'];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
    return /\.(?:[cm]?[jt]sx?|css)$/.test(entry.name) ? [path] : [];
  });
}

/** Every source file of the project but the tests of its rules. */
export function sources(): string[] {
  const own = join(root, 'test', 'unit', 'lint');
  return layers.flatMap((layer) => filesIn(join(root, layer))).filter((path) => !path.startsWith(own));
}
