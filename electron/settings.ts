import { join } from 'node:path';
import { Settings } from '../shared/ipc/view.ts';
import { readJson, writeFileAtomic } from './files.ts';

const DEFAULTS: Settings = {
  language: 'system',
  theme: 'system',
  density: 'standard',
  dialScheme: 'tel',
  sipDomain: '',
};

/**
 * The preferences of this machine's user. A damaged file, or a value that this program does not know, reads
 * as the default.
 */
export class SettingsFile {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'settings.json');
  }

  read(): Settings {
    const stored = readJson(this.#path);
    const partial = Settings.partial().safeParse(stored);
    if (partial.success) return { ...DEFAULTS, ...partial.data };
    return Object.entries(typeof stored === 'object' ? (stored ?? {}) : {}).reduce(keepUsable, DEFAULTS);
  }

  /** @returns all settings as they are now. */
  change(change: Partial<Settings>): Settings {
    const next = { ...this.read(), ...change };
    writeFileAtomic(this.#path, `${JSON.stringify(next, null, 2)}\n`);
    return next;
  }
}

function keepUsable(settings: Settings, [name, value]: [string, unknown]): Settings {
  return Settings.safeParse({ ...settings, [name]: value }).data ?? settings;
}
