import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../shared/errors.ts';

/** Node-API 10 came with Node 22.14 and Electron 36; the addon that the package ships crashes on anything older. */
const NODE_API_OF_PREBUILD = 10;

/**
 * Absolute path of the SQLite addon for this process and all its threads, or null for the one inside the package. Must be
 * the same everywhere: two copies of SQLite in one process ignore each other's file locks and corrupt silently.
 * @throws store_failed when only the shipped addon is there and this runtime is too old for it.
 */
export function sqliteBinding(): string | null {
  // The packed program's own addon comes first: no variable of the environment puts foreign code into it.
  const resources: unknown = Reflect.get(process, 'resourcesPath');
  if (typeof resources === 'string') {
    const bundled = join(resources, 'sqlite', 'better_sqlite3.node');
    if (existsSync(bundled)) return bundled;
  }
  const configured = process.env.CALLBACK_DESK_SQLITE_BINDING;
  if (configured) return configured;
  if (Number(process.versions.napi) >= NODE_API_OF_PREBUILD) return null;
  throw new CodedError('store_failed', { napi: process.versions.napi ?? '0', needs: NODE_API_OF_PREBUILD });
}
