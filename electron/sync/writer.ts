import { CodedError } from '../../shared/errors.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import type { Ids, Rng } from '../../shared/ports.ts';
import type { MachineClock } from '../clock.ts';
import { DeskStore } from '../store/desk-store.ts';
import { drive } from './driver.ts';
import { SyncEngine } from './engine.ts';
import type { NewMutation, WriterCommands, WriterEvent, WriterStart } from './messages.ts';
import type { Net } from './net.ts';

interface WriterPorts {
  clock: MachineClock;
  ids: Ids;
  rng: Rng;
  net: Net;
  emit(event: WriterEvent): void;
}

/**
 * Opens a desk file as its one writer and starts to sync it. What a person commands is answered when it is on
 * the disk.
 * @throws already_running, store_newer, store_failed; account_disabled when central said so and has not taken
 * it back.
 */
export function startWriter(start: WriterStart, ports: WriterPorts): WriterCommands {
  const store = DeskStore.open(start.place, start.user, ports.clock);
  if ('unproven' in start.user && store.meta.get('disabled')) {
    store.close();
    throw new CodedError('account_disabled');
  }
  const engine: SyncEngine = new SyncEngine({
    ...ports,
    store,
    breathe: () => new Promise((resume) => setImmediate(resume)),
    events: {
      cases: (ids) => ports.emit({ event: 'cases', ids }),
      library: () => ports.emit({ event: 'library' }),
      status: (status) => ports.emit({ event: 'status', status }),
      user: (user) => ports.emit({ event: 'user', user }),
      wake: () => driver.wake(),
      unreadable: (count) => ports.emit({ event: 'note', name: 'unreadable_rows', count }),
      failed: (code) => ports.emit({ event: 'note', name: 'exchange_failed', code }),
    },
  });
  const driver = drive(engine, ports.clock);
  driver.wake();

  return {
    commit(mutations) {
      const made = mutations.map((mutation) => complete(mutation, ports.ids.uuid(), engine.at()));
      const outcomes = store.commit(made);
      const cases = new Set(outcomes.flatMap((outcome) => (outcome.ok ? outcome.touched : [])));
      if (cases.size > 0) {
        ports.emit({ event: 'cases', ids: [...cases] });
        engine.committed();
      }
      return outcomes;
    },
    saveDraft: ({ caseId, draft }) => store.saveDraft(caseId, draft, ports.clock.now()),
    signedIn(tokens) {
      store.meta.set('server', start.server);
      engine.signedIn(tokens);
    },
    signInRefused: (code) => engine.signInRefused(code),
    dismiss(id) {
      store.dismiss(id);
      ports.emit({ event: 'status', status: engine.status() });
    },
    again(id) {
      const outcome = store.again(id, { id: ports.ids.uuid(), at: engine.at() });
      if (!outcome.ok) throw new CodedError(outcome.code, outcome.params);
      ports.emit({ event: 'cases', ids: outcome.touched });
      engine.committed();
    },
    desks: () => engine.desks(),
    kept: (caseId) => engine.kept(caseId),
    lookup: (number) => engine.lookup(number),
    hurry: () => engine.hurry(),
    status: () => engine.status(),
    signOut: () => engine.signOut(),
    close() {
      driver.stop();
      engine.close();
      store.close();
    },
  };
}

function complete(mutation: NewMutation, id: string, at: number): Mutation {
  const made = Mutation.safeParse({ ...mutation, id, v: 1, at });
  if (!made.success) throw new CodedError('invalid_input', {}, { cause: made.error });
  return made.data;
}
