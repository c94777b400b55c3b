import type { Finding } from '../../shared/case/case.ts';
import { decidedAnew } from '../../shared/mutation/number-decisions.ts';
import { reportedNumbersOf } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { findingsOf, lockIntake, saveFinding } from '../db/intake.ts';
import { saveSpread } from '../db/number-spread.ts';
import { retried } from '../db/transaction.ts';
import { evidenceAbout } from '../sync/evidence.ts';
import { spreadAll } from '../sync/spread.ts';
import type { Intake, IntakeParts, RowFate } from './new-cases.ts';
import { CellProblem, type Cells, instant, optional, required, sender } from './values.ts';

interface FindingRow {
  subject: { number: string } | { reportId: string };
  finding: Finding;
}

const VERDICTS = new Map<string, Finding['verdict']>([
  ['confirmed', 'confirmed'],
  ['属实', 'confirmed'],
  ['insufficient', 'insufficient'],
  ['证据不足', 'insufficient'],
  ['other_network', 'other_network'],
  ['他网', 'other_network'],
]);

function isNews(known: Finding, finding: Finding): boolean {
  if (finding.decidedAt !== known.decidedAt) return finding.decidedAt > known.decidedAt;
  return finding.verdict !== known.verdict || finding.action !== known.action;
}

function findingOf(cells: Cells): FindingRow {
  const verdict = VERDICTS.get(required(cells, 'finding', 40).toLowerCase());
  if (!verdict) throw new CellProblem('finding: not one of confirmed, insufficient, other_network');
  const byNumber = optional(cells, 'reported_number', 40) !== '';
  if (!byNumber && optional(cells, 'report_id', 80) === '')
    throw new CellProblem('report_id and reported_number: both empty');
  return {
    subject: byNumber
      ? { number: sender(cells, 'reported_number') }
      : { reportId: required(cells, 'report_id', 80) },
    finding: {
      verdict,
      action: optional(cells, 'action', 80) || null,
      decidedAt: instant(cells, 'decided_at'),
    },
  };
}

/** The findings of one batch. */
class Decisions {
  readonly #trx: Trx;
  readonly #parts: IntakeParts;
  /** The numbers about which something was decided. */
  readonly numbers = new Set<string>();

  constructor(trx: Trx, parts: IntakeParts) {
    this.#trx = trx;
    this.#parts = parts;
  }

  /** Keeps the finding for every report of the number, and for those to come. */
  async decide({ subject, finding }: FindingRow): Promise<RowFate> {
    const number = 'number' in subject ? subject.number : await this.#numberOf(subject.reportId);
    if (typeof number !== 'string') return number;
    const known = (await findingsOf(this.#trx, [number])).get(number);
    if (known && !isNews(known, finding)) return 'duplicate';
    const { clock, ids } = this.#parts;
    const now = clock.now();
    await saveFinding(this.#trx, number, finding, now);
    const evidence = await evidenceAbout(this.#trx, [number]);
    const answers = (evidence.get(number) ?? []).map(({ id }) => id);
    const decision = { finding: { by: null, at: now, finding, answers } };
    await saveSpread(this.#trx, number, { tag: ids.uuid(), now }, (under) => decidedAnew(under, decision));
    this.numbers.add(number);
    return 'imported';
  }

  /**
   * The number of a report: of the team that the file is for, else of the only team that has a report of that
   * id.
   */
  async #numberOf(reportId: string): Promise<string | { rejected: string }> {
    const found = await reportedNumbersOf(this.#trx, reportId);
    const own = found.find(({ teamId }) => teamId === this.#parts.teamId);
    const [only, ...others] = own ? [own] : found;
    if (!only) return { rejected: 'report_id: no such report' };
    if (others.length > 0) return { rejected: 'report_id: several teams have it; say which with --team' };
    return only.number;
  }
}

/**
 * Reads what staff found out: by number, or by one of its reports. An older decision than the known one
 * changes nothing. All reports have it when this ends; when it does not, central brings it to them.
 */
export const importFindings: Intake<FindingRow> = {
  columns: ['finding', 'decided_at'],
  read: findingOf,
  async take(parts, rows) {
    const { fates, numbers } = await retried(parts.db, async (trx) => {
      await lockIntake(trx);
      const decisions = new Decisions(trx, parts);
      const fates: RowFate[] = [];
      for (const row of rows) fates.push(await decisions.decide(row));
      return { fates, numbers: decisions.numbers };
    });
    const { db, clock, ids, unreadable } = parts;
    await spreadAll({ db, clock, ids, ...(unreadable && { unreadable }) }, numbers);
    return fates;
  },
};
