import { join } from 'node:path';
import { runInherited } from './run/inherit.mjs';
import { onInventedData } from './run/invented-data.mjs';
import { buildProgram } from './setup/bundle.mjs';
import { root } from './setup/locations.mjs';
import { runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

await runMain(async (args) => {
  const { env } = await ensure(['nodeSqlite', 'postgres', 'build']);
  const outDir = join(root, 'dist', 'torture');
  await buildProgram('electron/sync/worker.ts', outDir, 'worker.cjs', { testHooks: true });
  await buildProgram('test/torture/main.ts', outDir, 'main.mjs', { testHooks: true });
  const nodePath = join(root, 'node_modules');
  return runInherited(join(outDir, 'main.mjs'), args, {
    cwd: root,
    env: { ...onInventedData(env), NODE_PATH: nodePath },
  });
});
