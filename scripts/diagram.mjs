import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProgram } from './setup/bundle.mjs';
import { root } from './setup/locations.mjs';
import { Problem, runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

/** Draws the state machines of `shared/case` into README.md. */
await runMain(async () => {
  await ensure([]);
  const outDir = join(root, 'dist', 'diagram');
  await buildProgram('shared/case/diagram.ts', outDir, 'diagram.mjs', { testHooks: false });
  const { withDiagrams } = await import(pathToFileURL(join(outDir, 'diagram.mjs')).href);
  const path = join(root, 'README.md');
  const before = readFileSync(path, 'utf8');
  const after = withDiagrams(before);
  if (after === null) throw new Problem('README.md lacks the markers states:begin and states:end.');
  if (after !== before) writeFileSync(path, after);
  process.stdout.write(
    after === before ? 'README.md shows the moves as they are.\n' : 'README.md has been drawn anew.\n',
  );
  return 0;
});
