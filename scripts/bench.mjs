import { join } from 'node:path';
import { startDisplay } from './run/display.mjs';
import { runInherited } from './run/inherit.mjs';
import { onInventedData } from './run/invented-data.mjs';
import { buildProgram } from './setup/bundle.mjs';
import { root } from './setup/locations.mjs';
import { runMain } from './setup/problem.mjs';
import { needsOwnDisplay } from './setup/system.mjs';
import { ensure } from './setup.mjs';

await runMain(async (args) => {
  const { env } = await ensure(['desk', 'nodeSqlite', 'postgres', 'build']);
  const outDir = join(root, 'dist', 'bench');
  await buildProgram('test/bench/main.ts', outDir, 'main.mjs', { testHooks: true });
  const display = needsOwnDisplay() ? await startDisplay() : undefined;
  try {
    return await runInherited(join(outDir, 'main.mjs'), args, {
      cwd: root,
      env: { ...onInventedData(env), ...display?.env },
    });
  } finally {
    await display?.stop();
  }
});
