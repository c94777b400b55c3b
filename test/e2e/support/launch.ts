import { resolve } from 'node:path';
import { _electron, type ElectronApplication, errors } from 'playwright';

const HELD_START = resolve('test/e2e/support/held-start');
/** Many times what a start takes on a busy machine: only one that hangs gets there. */
const HANGS_AFTER_MS = 30_000;
const asRoot = process.getuid?.() === 0;

/**
 * Starts the program of a folder in the Electron of the set-up; it gets ready once Playwright is attached. A
 * start that Playwright does not reach is made once more; a program that truly hangs does so again and fails
 * the test.
 */
export async function launchHeld(
  folder: string,
  switches: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ElectronApplication> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const options = {
    executablePath: process.env.CALLBACK_DESK_ELECTRON_PATH,
    // Chromium refuses its sandbox to root.
    args: [HELD_START, folder, ...switches, ...(asRoot ? ['--no-sandbox'] : [])],
    chromiumSandbox: !asRoot,
    env: Object.fromEntries(set),
    timeout: HANGS_AFTER_MS,
  };
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    console.warn('Playwright did not reach the console; starting it once more.');
    return _electron.launch(options);
  }
}
