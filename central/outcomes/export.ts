import { csvLine, inert } from '../csv.ts';
import type { Database } from '../db/connect.ts';
import { type OutcomeRow, outcomesPage, type ResultPosition, resultsSince } from '../db/outcomes.ts';

const PAGE = 1_000;

const COLUMNS = [
  'result_id',
  'case_kind',
  'external_id',
  'stage',
  'disposition',
  'direction',
  'agent',
  'called_at',
  'received_at',
  'callback_at',
  'reason',
  'note',
  'flags',
  'corrects',
];

const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

function fieldsOf(row: OutcomeRow): string[] {
  return [
    row.id,
    row.kind ?? '',
    row.externalId ?? '',
    row.stage ?? '',
    row.disposition,
    row.direction,
    row.account ?? '',
    iso(row.at),
    iso(row.receivedAt),
    iso(row.callbackAt),
    row.reason ?? '',
    row.note,
    row.flags.join(';'),
    row.corrects ?? '',
  ];
}

async function* outcomesSince(
  db: Database,
  since: number,
  teamId: string | null,
): AsyncGenerator<OutcomeRow> {
  for (const start of await resultsSince(db, since, teamId)) {
    let from: ResultPosition | null = start;
    while (from) {
      const page: OutcomeRow[] = await outcomesPage(db, start.teamId, from, PAGE);
      yield* page;
      const last = page.at(-1);
      from = page.length === PAGE && last ? { version: last.version, place: last.place + 1 } : null;
    }
  }
}

/**
 * Results that arrived at or after `since` (ms), of one team or (null) of all, in the order in which each
 * team's arrived: CSV that Excel opens with the right characters and no formulas.
 */
export async function* outcomesCsv(
  db: Database,
  since: number,
  teamId: string | null = null,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(COLUMNS)}`;
  for await (const row of outcomesSince(db, since, teamId)) yield csvLine(fieldsOf(row).map(inert));
}

/** The same, one JSON object per line. */
export async function* outcomesJson(
  db: Database,
  since: number,
  teamId: string | null = null,
): AsyncGenerator<string> {
  for await (const row of outcomesSince(db, since, teamId)) {
    const fields = fieldsOf(row);
    yield `${JSON.stringify(Object.fromEntries(COLUMNS.map((column, index) => [column, fields[index]])))}\n`;
  }
}
