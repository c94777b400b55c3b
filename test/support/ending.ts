import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Many times what a program of ours takes on a busy machine: only one that hangs gets there. */
export const HANGS_AFTER_MS = 45_000;

/** Settles as `work` does; after the limit it runs `end` and fails with `what`. */
export async function within<T>(
  work: Promise<T>,
  what: string,
  end: () => unknown,
  limitMs = HANGS_AFTER_MS,
): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, fail) => {
    limit = setTimeout(() => {
      fail(new Error(`${what} took longer than ${limitMs / 1000} s`));
      end();
    }, limitMs);
  });
  try {
    return await Promise.race([work, hangs]);
  } finally {
    clearTimeout(limit);
  }
}

/** The code with which a process ends, null when a signal ended it; one that hangs is killed and named. */
export async function codeOf(
  child: ChildProcess,
  what: string,
  limitMs = HANGS_AFTER_MS,
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = await within(once(child, 'exit'), what, () => child.kill('SIGKILL'), limitMs);
  return code as number | null;
}
