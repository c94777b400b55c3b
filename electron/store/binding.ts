import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../shared/errors.ts';

/**
 * Node-API 10 came with Node 22.14 and Electron 36; the addon that the package ships crashes on anything
 * older.
 */
const NODE_API_OF_PREBUILD = 10;

/** The addons that there are (absolute paths), and the Node-API version of this runtime. */
interface Addons {
  /** The packed program's own. */
  packed: string | null;
  /** The one that the set-up built from the package's sources. */
  built: string | null;
  napi: number;
}

/**
 * The packed program's own addon comes first: no variable of the environment puts foreign code into it. From
 * the checkout the package's own serves wherever the runtime can load it, so that an old Node's build never
 * gets into a newer Electron. Null stands for the package's own.
 * @throws store_failed when only that is there and the runtime is too old for it.
 */
export function chooseAddon({ packed, built, napi }: Addons): string | null {
  if (packed !== null) return packed;
  if (napi >= NODE_API_OF_PREBUILD) return null;
  if (built !== null) return built;
  throw new CodedError('store_failed', { napi, needs: NODE_API_OF_PREBUILD });
}

/**
 * Absolute path of the SQLite addon for this process and all its threads, or null for the one inside the
 * package. Must be the same everywhere: two copies of SQLite in one process ignore each other's file locks
 * and corrupt silently.
 * @throws store_failed when only the shipped addon is there and this runtime is too old for it.
 */
export function sqliteBinding(): string | null {
  return chooseAddon({
    packed: packedAddon(),
    built: process.env.CALLBACK_DESK_SQLITE_BINDING || null,
    napi: Number(process.versions.napi ?? 0),
  });
}

function packedAddon(): string | null {
  const resources: unknown = Reflect.get(process, 'resourcesPath');
  if (typeof resources !== 'string') return null;
  const file = join(resources, 'sqlite', 'better_sqlite3.node');
  return existsSync(file) ? file : null;
}
