import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../../electron/clock.ts';
import { DeskStore } from '../../electron/store/desk-store.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import { AGENT_ID, namedUuid, TEAM_ID } from './cases.ts';
import { scratchFolder } from './scratch.ts';

export const BENCH_USER: SignedInUser = {
  id: AGENT_ID,
  account: 'bench',
  name: 'Bench',
  staffNumber: '1000',
  role: 'agent',
  permissions: [],
  teamId: TEAM_ID,
  teamName: 'Bench',
};

export interface BenchDesk {
  file: string;
  key: Uint8Array;
  store: DeskStore;
}

/** An open desk file, the real encrypted one, that holds these cases as a pull would have left them. */
export function benchDesk(cases: readonly Case[]): BenchDesk {
  const folder = scratchFolder();
  const place = { file: join(folder, 'desk.db'), lockFile: join(folder, 'desk.lock'), key: randomBytes(32) };
  const store = DeskStore.open(place, BENCH_USER, systemClock);
  const scope = `agent:${AGENT_ID}`;
  const cursor = { epoch: namedUuid('epoch'), version: 1, tag: namedUuid('tag') };
  const step = {
    scopes: [scope],
    cursor,
    next: null,
    received: cases.length,
    total: cases.length,
  };
  const perTransaction = 500;
  for (let from = 0; from < Math.max(1, cases.length); from += perTransaction) {
    const changes = cases
      .slice(from, from + perTransaction)
      .map((row) => ({ scope, id: row.id, version: 1, entity: 'case' as const, op: 'put' as const, row }));
    const last = from + perTransaction >= cases.length;
    store.pull.snapshotRows({ changes, unreadable: [] }, last ? step : null);
  }
  return { file: place.file, key: place.key, store };
}
