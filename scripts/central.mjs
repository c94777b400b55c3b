import { join } from 'node:path';
import { runInherited } from './run/inherit.mjs';
import { root } from './setup/locations.mjs';
import { runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

await runMain(async (args) => {
  const { env } = await ensure(process.env.DATABASE_URL ? ['build'] : ['postgres', 'build']);
  // The caller's folder: file names on the command line are meant from there, not from the checkout.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runInherited(join(root, 'dist', 'central', 'cli.mjs'), args, { env, cwd });
});
