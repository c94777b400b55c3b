import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from '../../test/simulation/mutants/mutants.mjs';
import { buildProgram } from '../setup/bundle.mjs';
import { root } from '../setup/locations.mjs';
import { Problem } from '../setup/problem.mjs';

/** A bug that is not found within so many seeds counts as not found. */
const SEEDS = 200;
const AT_ONCE = 2;

/** Puts a bug into a file while it is bundled; the file itself stays as it is. */
function planted([name, file, text, bug]) {
  let found = false;
  return {
    name: 'mutant',
    enforce: 'pre',
    transform(code, id) {
      if (id !== join(root, file)) return null;
      if (code.split(text).length !== 2)
        throw new Problem(`The place of "${name}" is no longer once in ${file}.`);
      found = true;
      return code.replace(text, () => bug);
    },
    buildEnd(error) {
      if (!error && !found) throw new Problem(`"${name}": ${file} is not part of the simulation.`);
    },
  };
}

/** Runs the simulation until it finds something. Resolves to its last line. */
function lastLine(file, env) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(
      process.execPath,
      [file, '--seeds', String(SEEDS), '--first-failure', '--jobs', '1'],
      {
        cwd: root,
        env,
      },
    );
    child.stdout.on('data', (part) => {
      output += part;
    });
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => resolve(output.trimEnd().split('\n').at(-1) ?? ''));
  });
}

async function isCaught(mutant, number, env) {
  const outDir = join(root, 'dist', 'mutants', String(number));
  try {
    await buildProgram('test/simulation/main.ts', outDir, 'main.mjs', {
      testHooks: true,
      plugins: [planted(mutant)],
    });
    const line = await lastLine(join(outDir, 'main.mjs'), env);
    const [, seeds, violations] = /^(\d+) seeds, (\d+) violations/.exec(line) ?? [];
    const caught = Number(violations) > 0;
    process.stdout.write(`${caught ? `caught by seed ${seeds}` : 'NOT CAUGHT'}: ${mutant[0]}\n`);
    return caught;
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/**
 * Plants the bugs one at a time (two side by side) and runs the simulation over each. Resolves to the exit
 * code.
 */
export async function plantAll(env, args) {
  const words = args.filter((word) => !word.startsWith('--'));
  const chosen = mutants.filter(([name]) => words.every((word) => name.includes(word)));
  const waiting = [...chosen.entries()];
  let caught = 0;
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (await isCaught(next[1], next[0], env)) caught += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  process.stdout.write(`${caught} of ${chosen.length} mutants caught\n`);
  return caught === chosen.length ? 0 : 1;
}
