import type { Finding } from '../../shared/case/case.ts';
import { decidedAnew } from '../../shared/mutation/number-decisions.ts';
import { localMinute } from '../../shared/policy/calendar.ts';
import { DEFAULT_CALENDAR } from '../../shared/policy/default-policy.ts';
import { DAY, MINUTE } from '../../shared/time.ts';
import { reportedNumbersOf } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { findingsOf, lockIntake, saveFinding } from '../db/intake.ts';
import { arrivalsOf } from '../db/mutations.ts';
import { saveSpread } from '../db/number-spread.ts';
import { retried } from '../db/transaction.ts';
import { evidenceAbout } from '../sync/evidence.ts';
import { spreadAll } from '../sync/spread.ts';
import { CellProblem, type Cells, externalId, meaning, optional, optionalWord } from './cells.ts';
import { instant } from './moments.ts';
import { type Intake, type IntakeParts, LATEST, type RowFate } from './new-cases.ts';
import { sender } from './numbers.ts';
import { VERDICTS } from './words.ts';

interface FindingRow {
  subject: { number: string } | { reportId: string };
  finding: Finding;
}

function isNews(known: Finding, finding: Finding): boolean {
  if (finding.decidedAt !== known.decidedAt) return finding.decidedAt > known.decidedAt;
  return finding.verdict !== known.verdict || finding.action !== known.action;
}

function findingOf(cells: Cells, now: number): FindingRow {
  const byNumber = optionalWord(cells, 'reported_number', 40) !== '';
  if (!byNumber && optionalWord(cells, 'report_id', 80) === '')
    throw new CellProblem('report_id and reported_number: both empty');
  return {
    subject: byNumber
      ? { number: sender(cells, 'reported_number') }
      : { reportId: externalId(cells, 'report_id') },
    finding: {
      verdict: meaning(cells, 'finding', VERDICTS),
      action: optional(cells, 'action', 80) || null,
      decidedAt: instant(cells, 'decided_at', now),
    },
  };
}

/** Until when what had arrived can have been known: a date without a time is the whole day. */
function endOf(decidedAt: number): number {
  return localMinute(DEFAULT_CALENDAR, decidedAt) === 0 && decidedAt % MINUTE === 0
    ? decidedAt + DAY
    : decidedAt;
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
    const standing = (await findingsOf(this.#trx, [number])).get(number);
    if (standing && !isNews(standing, finding)) return 'duplicate';
    const { clock, ids } = this.#parts;
    const now = clock.now();
    await saveFinding(this.#trx, number, finding, now);
    const evidence = (await evidenceAbout(this.#trx, [number])).get(number) ?? [];
    const arrivals = await arrivalsOf(
      this.#trx,
      evidence.map(({ id }) => id),
    );
    // Whoever decided saw what had arrived, whenever it was told.
    const known = evidence.filter(
      ({ id, since }) => Math.max(since, arrivals.get(id)?.receivedAt ?? since) <= endOf(finding.decidedAt),
    );
    const answers = known.map(({ id }) => id);
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
  aliases: {
    report_id: ['举报编号', '举报单号', '举报ID', '工单号', '工单编号', '单号', '编号'],
    reported_number: ['被举报号码', '被举报号', '垃圾短信号码', '举报号码'],
    finding: ['结论', '核查结论', '核查结果'],
    action: ['处置', '处理', '处置措施', '处理措施'],
    decided_at: ['结论时间', '核查时间', '处理时间', '认定时间'],
  },
  read: (cells, now = LATEST) => findingOf(cells, now),
  async take(parts, rows) {
    const { fates, numbers } = await retried(parts.db, async (trx) => {
      await lockIntake(trx);
      const decisions = new Decisions(trx, parts);
      const fates: RowFate[] = [];
      for (const row of rows) fates.push(await decisions.decide(row));
      return { fates, numbers: decisions.numbers };
    });
    const { db, clock, ids, unreadable } = parts;
    if (parts.dryRun) return fates;
    await spreadAll({ db, clock, ids, ...(unreadable && { unreadable }) }, numbers);
    return fates;
  },
};
