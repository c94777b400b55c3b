import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Builds central's command line as it is shipped, with its dependencies beside it, into `folder`; answers its
 * path.
 */
export async function bundleCentral(folder: string): Promise<string> {
  const outDir = resolve(folder);
  const program = `import { buildProgram } from ${JSON.stringify(resolve('scripts/setup/bundle.mjs'))};
    await buildProgram('central/cli.ts', ${JSON.stringify(outDir)}, 'cli.mjs', { testHooks: false });`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return resolve(outDir, 'cli.mjs');
}
