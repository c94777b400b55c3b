import { pack } from './run/pack.mjs';
import { Problem, runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

const help = `npm run pack                    the program for this system, unpacked, in out/
npm run pack -- --installers    also its installers; fetches their tools from the open network`;

await runMain(async (args) => {
  const unknown = args.find((word) => !['--installers', '--help'].includes(word));
  if (unknown) throw new Problem(`"${unknown}" is unknown; "npm run pack -- --help" shows what there is.`);
  if (args.includes('--help')) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const prepared = await ensure(['desk']);
  process.stdout.write(`${await pack(prepared, args)}\n`);
});
