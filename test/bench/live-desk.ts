import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { systemIds } from '../../electron/chance.ts';
import { QueueThread } from '../../electron/queue/queue-thread.ts';
import type { DeskFile } from '../../electron/store/desk-store.ts';
import { clientNet } from '../../electron/sync/client-net.ts';
import type { DeskWriter } from '../../electron/sync/messages.ts';
import { WriterClient } from '../../electron/sync/writer-client.ts';
import type { QueueFilter } from '../../shared/ipc/view.ts';
import { timed } from './rounds.ts';
import { scratchFolder } from './scratch.ts';

export const PASSWORD = 'bench-password';
export const ACCOUNT = 'bench';
export const OPEN: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };
const PAGE = 100;

export const signedIn = (url: string) =>
  clientNet(url).signIn({
    account: ACCOUNT,
    password: PASSWORD,
    device: { id: systemIds.uuid(), name: 'bench' },
  });

/** A desk with its real writer and queue threads, while this thread is where the windows' would be. */
export interface LiveDesk {
  place: DeskFile;
  writer: DeskWriter;
  /** Signs in, and answers when the desk has everything. */
  complete(): Promise<void>;
  isComplete(): boolean;
  /** One look at the queue as a screen takes it: the list, and a page from somewhere in what has come. */
  look(turn: number): Promise<number>;
  close(): Promise<void>;
}

export async function liveDesk(url: string): Promise<LiveDesk> {
  const { user, ...tokens } = await signedIn(url);
  const folder = scratchFolder();
  const place = { file: join(folder, 'desk.db'), lockFile: join(folder, 'desk.lock'), key: randomBytes(32) };
  let done = false;
  let loaded = 0;
  const script = (file: string) => resolve('dist', 'electron', file);
  const queue = new QueueThread(script('queue.cjs'), place, {
    unreadable: () => undefined,
    ended: () => undefined,
  });
  const writer = await WriterClient.open(script('worker.cjs'), { place, user, server: url }, (event) => {
    if (event.event === 'cases') queue.changed(event.ids);
    if (event.event !== 'status') return;
    loaded = event.status.progress?.received ?? loaded;
    done ||= event.status.state === 'online';
  });
  return {
    place,
    writer,
    isComplete: () => done,
    async complete() {
      await writer.call('signedIn', tokens);
      while (!done) await new Promise((resume) => setTimeout(resume, 5));
    },
    look(turn) {
      const offset = loaded > PAGE ? (turn * 7_919) % (loaded - PAGE) : 0;
      const moment = { now: Date.now(), callingTime: true };
      return timed(() => queue.call('rows', { filter: OPEN, moment, offset, limit: PAGE }));
    },
    async close() {
      await queue.close();
      await writer.close();
    },
  };
}
