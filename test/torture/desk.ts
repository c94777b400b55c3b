import { Worker } from 'node:worker_threads';
import type { FromWriter, WriterStart } from '../../electron/sync/messages.ts';
import { result } from '../support/calls.ts';

/** What a desk process is told by its environment. */
export interface Orders {
  worker: string;
  start: Omit<WriterStart, 'place'> & { place: { file: string; lockFile: string; key: string } };
  tokens: { accessToken: string; refreshToken: string; serverTime: number } | null;
  caseIds: string[];
  /** Begins the notes of this life's results, so that each can be told from all others. */
  mark: string;
  /** Logs nothing; ends when everything has been sent. */
  drain: boolean;
}

/**
 * Results that may wait to be sent before the next one is logged: so every life also sends, and pulls what it
 * sent.
 */
const MOST_UNSENT = 60;

/**
 * The console's writing side as a process of its own: the real writer thread, which logs one result after the
 * other. Says `ready` when its file is open and the note of each result once it was acknowledged.
 */
export function runDesk(orders: Orders): void {
  const { place } = orders.start;
  const worker = new Worker(orders.worker, {
    workerData: { ...orders.start, place: { ...place, key: Buffer.from(place.key, 'hex') } },
  });
  let calls = 0;
  const notes = new Map<number, string>();
  const ask = (command: string, input?: unknown) => {
    calls += 1;
    worker.postMessage({ call: calls, command, input });
    return calls;
  };
  let unsent = 0;
  let held = false;
  const log = () => {
    held = unsent >= MOST_UNSENT;
    if (held) return;
    const note = `${orders.mark}-${calls}`;
    const caseId = orders.caseIds[calls % orders.caseIds.length] ?? '';
    notes.set(ask('commit', [result(caseId, 'NOANS', note)]), note);
  };
  worker.on('message', (message: FromWriter) => {
    if ('refused' in message) throw new Error(`the desk did not open: ${message.refused.code}`);
    if ('opened' in message) {
      process.stdout.write('ready\n');
      if (orders.tokens) ask('signedIn', orders.tokens);
      if (orders.drain) ask('hurry');
      else log();
    }
    if ('event' in message && message.event === 'status') {
      unsent = message.status.unsent;
      if (orders.drain && message.status.state === 'online' && unsent === 0) ask('close');
      if (held) log();
    }
    if (!('answer' in message)) return;
    const note = notes.get(message.answer);
    if (note === undefined) return;
    if (message.ok) process.stdout.write(`${note}\n`);
    log();
  });
}
