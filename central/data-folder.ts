import { chmod, mkdir } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

function applicationData(env: Environment): string {
  if (platform() === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (env.XDG_DATA_HOME) return env.XDG_DATA_HOME;
  // root's home is closed to the user that PostgreSQL runs as.
  return process.getuid?.() === 0 ? '/var/lib' : join(homedir(), '.local', 'share');
}

/** Where central keeps its data: `CALLBACK_DESK_DATA`, else a folder of the system's own convention. */
export function dataFolder(env: Environment): string {
  if (env.CALLBACK_DESK_DATA) return resolve(env.CALLBACK_DESK_DATA);
  return join(applicationData(env), 'callback-desk', 'central');
}

/** Where the demo keeps its data, apart from the real ones. */
export function demoFolder(env: Environment): string {
  if (env.CALLBACK_DESK_DATA) return join(resolve(env.CALLBACK_DESK_DATA), 'demo');
  return join(applicationData(env), 'callback-desk', 'demo');
}

/**
 * Makes the folder; others may pass through it (PostgreSQL runs as another user under root) but not list it.
 */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  if (process.getuid?.() === 0) await chmod(path, 0o711);
}
