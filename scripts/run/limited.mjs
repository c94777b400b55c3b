import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** How long a program that was asked to end may tidy up. */
const GRACE_MS = 15_000;

/**
 * Runs a program of Node with everything that it starts, for so many milliseconds at most: then it is asked
 * to end, and killed if it does not. A signal to us is passed on. `hear` gets its standard output, which else
 * goes to this terminal. Resolves to `{ code, hung }`.
 */
export function runLimited(file, args, { limitMs, graceMs = GRACE_MS, hear, ...options }) {
  // A group of its own: what the program started ends with it, also when the program itself no longer
  // listens.
  const ownGroup = process.platform !== 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], {
      ...options,
      stdio: ['ignore', hear ? 'pipe' : 'inherit', 'inherit'],
      detached: ownGroup,
    });
    const pass = (signal) => {
      try {
        process.kill(ownGroup ? -child.pid : child.pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    };
    let hung = false;
    let killing;
    const limit = setTimeout(() => {
      hung = true;
      pass('SIGINT');
      killing = setTimeout(() => {
        pass('SIGKILL');
        end(1);
      }, graceMs);
    }, limitMs);
    for (const signal of SIGNALS) process.on(signal, pass);
    const settle = (then) => {
      clearTimeout(limit);
      clearTimeout(killing);
      for (const signal of SIGNALS) process.off(signal, pass);
      // What it left behind after a hang would go on for ever.
      if (hung) pass('SIGKILL');
      then();
    };
    const end = (code) => settle(() => resolve({ code: code ?? 1, hung }));
    if (hear) child.stdout.setEncoding('utf8').on('data', hear);
    child.on('error', (error) => settle(() => reject(error)));
    child.on('close', end);
  });
}
