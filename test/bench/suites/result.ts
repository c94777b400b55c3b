import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteBinding } from '../../../electron/store/binding.ts';
import type { LogAttempt } from '../../../shared/mutation/mutation.ts';
import { GENERATED_AT, generatedCases, namedUuid } from '../cases.ts';
import { benchDesk } from '../desk.ts';
import type { Row } from '../report.ts';
import { interleaved, timed } from '../rounds.ts';
import { scratchFolder } from '../scratch.ts';

const CASES = 10_000;

function noAnswer(caseId: string, turn: number): LogAttempt {
  return {
    id: namedUuid(`attempt ${turn}`),
    v: 1,
    at: GENERATED_AT + turn,
    name: 'logAttempt',
    args: {
      caseId,
      direction: 'outbound',
      disposition: 'NOANS',
      startedAt: GENERATED_AT + turn,
      endedAt: GENERATED_AT + turn,
      note: '',
      reason: null,
      callbackAt: null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

/** The least that a durable commit costs on this disk: one small row, synced. */
function bareCommit(): (turn: number) => void {
  const binding = sqliteBinding();
  const file = join(scratchFolder(), 'bare.db');
  const bare = new Database(file, binding === null ? {} : { nativeBinding: binding });
  bare.pragma('journal_mode=WAL');
  bare.pragma('synchronous=FULL');
  bare.exec('CREATE TABLE fact (id INTEGER PRIMARY KEY, body TEXT)');
  const insert = bare.prepare('INSERT INTO fact (body) VALUES (?)');
  return (turn) => insert.run(JSON.stringify(noAnswer(namedUuid('case'), turn)));
}

/** A desk with so many results that wait to be sent, and a further one each time that it is asked for. */
function withUnsent(unsent: number): { further(): Promise<number>; close(): void } {
  const cases = generatedCases(CASES);
  const { store } = benchDesk(cases);
  let turn = 0;
  const next = () => {
    turn += 1;
    return noAnswer(cases[turn % CASES]?.id ?? '', turn);
  };
  store.commit(Array.from({ length: unsent }, next));
  return {
    further: () => {
      const result = next();
      return timed(() => store.commit([result]));
    },
    close: () => store.close(),
  };
}

/** A result costs the same however much waits to be sent. */
async function unsentResults(rounds: number): Promise<Row[]> {
  const few = withUnsent(10);
  const many = withUnsent(5_000);
  const [reference, measured] = await interleaved(
    [
      { name: 'with 10 unsent', run: few.further },
      { name: 'with 5,000 unsent', run: many.further },
    ],
    Math.max(300, rounds),
    true,
  );
  few.close();
  many.close();
  return measured && reference
    ? [{ workload: 'one durable result with 5,000 unsent', measured, reference }]
    : [];
}

/** One durable result (apply, shadow, outbox, queue, sync to disk) against a bare commit of the same text. */
export async function durableResult(rounds: number): Promise<Row[]> {
  const cases = generatedCases(CASES);
  const { store } = benchDesk(cases);
  const bare = bareCommit();
  let turn = 0;
  const [measured, reference] = await interleaved(
    [
      {
        name: 'durable result',
        run: () => {
          turn += 1;
          const subject = cases[turn % CASES];
          if (!subject) throw new Error('no case');
          return timed(() => store.commit([noAnswer(subject.id, turn)]));
        },
      },
      { name: 'bare commit', run: () => timed(() => bare(turn)) },
    ],
    Math.max(300, rounds),
    true,
  );
  store.close();
  if (!measured || !reference) return [];
  return [{ workload: 'one durable result', measured, reference }, ...(await unsentResults(rounds))];
}
