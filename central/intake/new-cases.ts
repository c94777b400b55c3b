import type { Case } from '../../shared/case/case.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { casesByExternalId } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { lockIntake } from '../db/intake.ts';
import { namespaceOf, newCaseId } from '../db/namespace.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from '../sync/library.ts';
import { publishCases } from '../sync/publish-cases.ts';
import { spreadAll } from '../sync/spread.ts';
import { introduced } from './introduce.ts';
import type { Cells } from './values.ts';

/** What an import works with. */
export interface IntakeParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
  /**
   * Hears of cases that a file is about and that cannot be read, or whose team's library cannot: they stay as
   * they are.
   */
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

export interface CaseIntake<Row extends { externalId: string }> {
  kind: CaseKind;
  columns: readonly string[];
  read(cells: Cells): Row;
  create(
    trx: Trx,
    fresh: (Row & { id: string })[],
    context: { teamId: string; library: Library; at: number },
  ): Promise<Case[]>;
}

/** An intake whose rows become cases, each external id once in its team. */
export function importCases<Row extends { externalId: string }>(intake: CaseIntake<Row>): Intake<Row> {
  const { columns, kind, read } = intake;
  return {
    columns,
    read: (cells) => read(cells),
    async take(parts, rows) {
      const { db, clock, ids, teamId } = parts;
      const decided = new Set<string>();
      const fates = await retried(db, async (trx) => {
        await lockIntake(trx);
        const externalIds = rows.map((row) => row.externalId);
        const known = await casesByExternalId(trx, { teamId, kind }, externalIds);
        const namespace = await namespaceOf(trx, ids);
        const fresh = new Map<string, Row & { id: string }>();
        const fates = rows.map((row): RowFate => {
          const { externalId } = row;
          if (known.has(externalId) || fresh.has(externalId)) return 'duplicate';
          fresh.set(externalId, { ...row, id: newCaseId(namespace, { teamId, kind, externalId }) });
          return 'imported';
        });
        if (fresh.size === 0) return fates;
        const library = await libraryOf(trx, teamId);
        const cases = await intake.create(trx, [...fresh.values()], { teamId, library, at: clock.now() });
        const at = clock.now();
        const { fresh: related, known: neighbours } = await introduced(trx, cases, library, at);
        await publishCases(trx, { ids, clock, at, decided: (number) => decided.add(number) }, [
          ...related.map((subject) => ({ before: null, subject })),
          ...neighbours,
        ]);
        return fates;
      });
      await spreadAll({ db, clock, ids }, decided);
      return fates;
    },
  };
}
