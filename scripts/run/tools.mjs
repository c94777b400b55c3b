import { join } from 'node:path';
import { readJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';

/** The script of a program that an npm package brings, to be run with this Node: no shell, no PATH. */
export function toolScript(packageName, program) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = readJson(join(folder, 'package.json'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
}
