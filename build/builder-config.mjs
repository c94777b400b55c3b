import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup/locations.mjs';

/**
 * What `npm run pack` found out, as JSON: `{ folder, version, addon }`; `addon` where the usual one does not
 * load.
 */
const { folder, version, addon } = JSON.parse(process.env.CALLBACK_DESK_PACKING);

/** Only what differs from electron-builder.yml: the runtime and the SQLite addon of this machine. */
export default {
  extends: join(root, 'electron-builder.yml'),
  electronDist: folder,
  electronVersion: version,
  afterPack({ appOutDir, packager }) {
    const resources = packager.getResourcesDir(appOutDir);
    // The prepared runtime has these for development only.
    rmSync(join(resources, 'default_app.asar'), { force: true });
    rmSync(join(appOutDir, 'callback-desk.json'), { force: true });
    if (addon) copyFileSync(addon, join(resources, 'sqlite', 'better_sqlite3.node'));
  },
};
