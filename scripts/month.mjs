import { join } from 'node:path';
import { runInherited } from './run/inherit.mjs';
import { buildProgram } from './setup/bundle.mjs';
import { root } from './setup/locations.mjs';
import { runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

await runMain(async (args) => {
  const { env } = await ensure(['nodeSqlite', 'postgres']);
  const outDir = join(root, 'dist', 'month');
  await buildProgram('test/month/main.ts', outDir, 'main.mjs', { testHooks: true });
  return runInherited(join(outDir, 'main.mjs'), args, { cwd: root, env });
});
