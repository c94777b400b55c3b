import { run } from './command.mjs';
import { Problem } from './problem.mjs';

/** Starts an Electron as plain Node and asks for its versions: `{ version, chrome, node, napi }`. */
export async function probe(executable) {
  const { code, output } = await run(executable, ['-p', 'JSON.stringify([process.versions])'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const answer = /^\[\{.*\}\]$/m.exec(output)?.[0];
  if (code !== 0 || !answer) {
    throw new Problem(
      `Electron was downloaded but does not start (${output.trim().split('\n').at(-1)}): install what it names, then run the same command again.`,
    );
  }
  const [{ electron, chrome, node, napi }] = JSON.parse(answer);
  return { version: electron, chrome, node, napi: Number(napi) };
}
