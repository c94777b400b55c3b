import { Case } from '../../shared/case/case.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { casesByExternalId, documentsOf } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { lockIntake } from '../db/intake.ts';
import { namespaceOf, newCaseId } from '../db/namespace.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from '../sync/library.ts';
import { publishCases } from '../sync/publish-cases.ts';
import { spreadAll } from '../sync/spread.ts';
import type { Cells } from './cells.ts';
import type { Aliases } from './header.ts';
import { introduced } from './introduce.ts';

/** What an import works with. */
export interface IntakeParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
  /** Nothing stays of what is done, and no job is begun; `db` is a `rehearsal`. */
  dryRun?: boolean;
  /**
   * Hears of cases that a file is about and that cannot be read, or whose team's library cannot: they stay as
   * they are.
   */
  unreadable?: (caseId: string) => void;
}

/**
 * What became of a row: something new, something known, something known in which these columns say something
 * else, or a reason why it cannot be used.
 */
export type RowFate = 'imported' | 'duplicate' | { differs: string[] } | { rejected: string };

/** No row is later: for rows that no file brings. */
export const LATEST = Number.MAX_SAFE_INTEGER;

/** One kind of file: its columns, how a row is read, and what a batch of rows does. */
export interface Intake<Row> {
  /** Columns without which the file is refused. */
  columns: readonly string[];
  /** All columns, each with what files of people call it. */
  aliases: Aliases;
  /** Throws `CellProblem` for a row that cannot be used; `now`, ms: what is later cannot have been. */
  read(cells: Cells, now?: number): Row;
  /** The fate of each row, in order; one transaction. */
  take(parts: IntakeParts, rows: Row[]): Promise<RowFate[]>;
}

/** The cells of a row as they were understood; empty ones are null or ''. */
type Imported = Readonly<Record<string, string | number | boolean | null>>;

export interface CaseIntake<Kind extends CaseKind, Row extends { externalId: string }> {
  kind: Kind;
  columns: readonly string[];
  aliases: Aliases;
  read(cells: Cells, now: number): Row;
  /** What a case was imported with, by the names of the columns. */
  columnsOf(subject: Extract<Case, { kind: Kind }> | Row): Imported;
  create(
    trx: Trx,
    fresh: (Row & { id: string })[],
    context: { teamId: string; library: Library; at: number },
  ): Promise<Case[]>;
}

/** The columns that say something else than what is known; an empty cell says nothing. */
function differing(given: Imported, known: Imported): string[] {
  return Object.keys(given).filter((column) => {
    const value = given[column];
    return value !== null && value !== '' && value !== false && value !== known[column];
  });
}

/** An intake whose rows become cases, each external id once in its team. */
export function importCases<Kind extends CaseKind, Row extends { externalId: string }>(
  intake: CaseIntake<Kind, Row>,
): Intake<Row> {
  const { columns, aliases, kind, read, columnsOf } = intake;
  const isOfKind = (subject: Case): subject is Extract<Case, { kind: Kind }> => subject.kind === kind;
  const fateOfKnown = (row: Row, known: Imported | null): RowFate => {
    const differs = known ? differing(columnsOf(row), known) : [];
    return differs.length > 0 ? { differs } : 'duplicate';
  };
  return {
    columns,
    aliases,
    read: (cells, now = LATEST) => read(cells, now),
    async take(parts, rows) {
      const { db, clock, ids, teamId } = parts;
      const decided = new Set<string>();
      const fates = await retried(db, async (trx) => {
        await lockIntake(trx);
        const externalIds = rows.map((row) => row.externalId);
        const known = await casesByExternalId(trx, { teamId, kind }, externalIds);
        const namespace = await namespaceOf(trx, ids);
        const fresh = new Map<string, Row & { id: string }>();
        const documents = await documentsOf(trx, [...known.values()]);
        const knownAs = (caseId: string): Imported | null => {
          const subject = Case.safeParse(documents.get(caseId)).data;
          return subject && isOfKind(subject) ? columnsOf(subject) : null;
        };
        const fates = rows.map((row): RowFate => {
          const { externalId } = row;
          const caseId = known.get(externalId);
          if (caseId !== undefined) return fateOfKnown(row, knownAs(caseId));
          const first = fresh.get(externalId);
          if (first) return fateOfKnown(row, columnsOf(first));
          fresh.set(externalId, { ...row, id: newCaseId(namespace, { teamId, kind, externalId }) });
          return 'imported';
        });
        if (fresh.size === 0) return fates;
        const library = await libraryOf(trx, teamId);
        const cases = await intake.create(trx, [...fresh.values()], { teamId, library, at: clock.now() });
        const at = clock.now();
        const { fresh: related, known: neighbours } = await introduced(trx, cases);
        await publishCases(trx, { ids, clock, at, decided: (number) => decided.add(number) }, [
          ...related.map((subject) => ({ before: null, subject })),
          ...neighbours,
        ]);
        return fates;
      });
      if (!parts.dryRun) await spreadAll({ db, clock, ids }, decided);
      return fates;
    },
  };
}
