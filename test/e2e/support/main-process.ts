import type { ElectronApplication } from '@playwright/test';
import type { ChannelName } from '../../../shared/ipc/names.ts';
import type { DeskApp } from './desk-app.ts';

/** Takes the place of the system's telephone program: keeps what it is given, opens nothing. */
export class Telephone {
  readonly #app: ElectronApplication;

  private constructor(app: ElectronApplication) {
    this.#app = app;
  }

  /** `works: false`: no program takes the number. */
  static async of(desk: DeskApp, works = true): Promise<Telephone> {
    await desk.app.evaluate(({ shell }, takes) => {
      const dialled: string[] = [];
      Object.assign(globalThis, { dialled });
      Object.assign(shell, {
        openExternal: async (address: string) => {
          if (!takes) throw new Error('no program');
          dialled.push(address);
        },
      });
    }, works);
    return new Telephone(desk.app);
  }

  /** Every address handed over so far. */
  dialled(): Promise<string[]> {
    return this.#app.evaluate(() => (globalThis as unknown as { dialled: string[] }).dialled);
  }
}

/** What main does with a question from now on: never answers it, or refuses it with a code. */
export type Behaviour = 'stalls' | 'internal';

/**
 * Makes one channel of the running console slow without end, or failing, to see what the screen shows
 * meanwhile.
 */
export async function disturb(desk: DeskApp, channel: ChannelName, behaviour: Behaviour): Promise<void> {
  await desk.app.evaluate(
    (electron, { module, name, how }) => {
      // Electron answers for a promise that nobody can keep any more: somebody must hold it.
      const held: unknown[] = [];
      Object.assign(globalThis, { [`held ${name}`]: held });
      electron[module].removeHandler(name);
      electron[module].handle(name, () =>
        how === 'stalls' ? new Promise((answer) => held.push(answer)) : { ok: false, code: how, params: {} },
      );
    },
    { module: 'ipcMain' as const, name: channel, how: behaviour },
  );
}
