import { describe, expect, it } from 'vitest';
import { chooseAddon } from '../../../electron/store/binding.ts';

const PACKED = '/opt/desk/resources/sqlite/better_sqlite3.node';
const BUILT = '/cache/better_sqlite3.node';

describe('the SQLite addon', () => {
  it.each([
    ['Node 20 or Electron 33', 'the one built for it', { packed: null, built: BUILT, napi: 9 }, BUILT],
    ['Node 24 or the current Electron', "the package's own", { packed: null, built: null, napi: 10 }, null],
    ['the same beside an older one', "the package's own", { packed: null, built: BUILT, napi: 10 }, null],
    ['a packed program', 'its own', { packed: PACKED, built: null, napi: 10 }, PACKED],
    ['a packed old runtime', 'its own, whatever is named', { packed: PACKED, built: BUILT, napi: 9 }, PACKED],
  ])('of %s is %s', (_runtime, _which, addons, chosen) => {
    expect(chooseAddon(addons)).toBe(chosen);
  });

  it('is refused with the numbers where the runtime would crash on it', () => {
    const alone = { packed: null, built: null, napi: 9 };
    expect(() => chooseAddon(alone)).toThrow(
      expect.objectContaining({ code: 'store_failed', params: { napi: 9, needs: 10 } }),
    );
  });
});
