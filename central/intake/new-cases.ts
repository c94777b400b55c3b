import type { Case } from '../../shared/case/case.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { existingCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { lockIntake } from '../db/intake.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from '../sync/library.ts';
import { publishCases } from '../sync/publish-cases.ts';
import { introduced } from './introduce.ts';
import type { Cells } from './values.ts';

/** What an import works with. */
export interface IntakeParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
  /** Hears of cases that a file is about and that cannot be read, or whose team's library cannot: they stay as they are. */
  unreadable?: (caseId: string) => void;
}

/** What became of a row: something new, something known, or a reason why it cannot be used. */
export type RowFate = 'imported' | 'duplicate' | { rejected: string };

/** One kind of file: its columns, how a row is read, and what a batch of rows does. */
export interface Intake<Row> {
  /** Columns without which the file is refused. */
  columns: readonly string[];
  /** Throws `CellProblem` for a row that cannot be used. */
  read(cells: Cells): Row;
  /** The fate of each row, in order; one transaction. */
  take(parts: IntakeParts, rows: Row[]): Promise<RowFate[]>;
}

export interface CaseIntake<Row extends { id: string }> {
  columns: readonly string[];
  read(cells: Cells): Row;
  create(trx: Trx, fresh: Row[], context: { teamId: string; library: Library; at: number }): Promise<Case[]>;
}

/** An intake whose rows become cases, each external id once. */
export function importCases<Row extends { id: string }>(kind: CaseIntake<Row>): Intake<Row> {
  return {
    columns: kind.columns,
    read: kind.read,
    take: ({ db, clock, ids, teamId }, rows) =>
      retried(db, async (trx) => {
        await lockIntake(trx);
        const known = await existingCases(
          trx,
          rows.map((row) => row.id),
        );
        const fresh = new Map<string, Row>();
        const fates = rows.map((row): RowFate => {
          if (known.has(row.id) || fresh.has(row.id)) return 'duplicate';
          fresh.set(row.id, row);
          return 'imported';
        });
        if (fresh.size === 0) return fates;
        const library = await libraryOf(trx, teamId);
        const cases = await kind.create(trx, [...fresh.values()], { teamId, library, at: clock.now() });
        const at = clock.now();
        const { fresh: related, known: neighbours } = await introduced(trx, cases, library, at);
        await publishCases(trx, { ids, at }, [
          ...related.map((subject) => ({ before: null, subject })),
          ...neighbours,
        ]);
        return fates;
      }),
  };
}
