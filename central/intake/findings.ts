import type { Finding, SpamReportCase } from '../../shared/case/case.ts';
import { applyFinding, evidenceIn } from '../../shared/mutation/finding.ts';
import { casesOfNumber, lockCases, reportedNumbersOf } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import { findingsOf, lockIntake, saveFinding } from '../db/intake.ts';
import { retried } from '../db/transaction.ts';
import { Libraries } from '../sync/library.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { readableAfter, readableCase } from '../sync/stored-case.ts';
import { findingEntryId } from './entry-id.ts';
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

/** What one batch of findings changed, published once at its end. */
class Decisions {
  readonly #trx: Trx;
  readonly #parts: IntakeParts;
  readonly #libraries: Libraries;
  readonly #changed = new Map<string, ChangedCase & { subject: SpamReportCase }>();
  readonly #events: CaseEvent[] = [];

  constructor(trx: Trx, parts: IntakeParts) {
    this.#trx = trx;
    this.#parts = parts;
    this.#libraries = new Libraries(trx);
  }

  /** Records the finding on every report of the number and for those to come. */
  async decide({ subject, finding }: FindingRow): Promise<RowFate> {
    const number = 'number' in subject ? subject.number : await this.#numberOf(subject.reportId);
    if (typeof number !== 'string') return number;
    const known = (await findingsOf(this.#trx, [number])).get(number);
    if (known && !isNews(known, finding)) return 'duplicate';
    const at = this.#parts.clock.now();
    await saveFinding(this.#trx, number, finding, at);
    const documents = await lockCases(this.#trx, await casesOfNumber(this.#trx, number));
    for (const [id, document] of documents) {
      const report = this.#changed.get(id)?.subject ?? readableCase(document);
      const taken = report?.kind === 'spam_report' && (await this.#record(report, finding, at));
      if (!taken) this.#parts.unreadable?.(id);
    }
    return 'imported';
  }

  /** Writes the changed reports, last of all. */
  async publish(): Promise<void> {
    await insertEvents(this.#trx, this.#events);
    const changed = [...this.#changed.values()];
    const { ids, clock, unreadable = () => undefined } = this.#parts;
    await publishCases(this.#trx, { ids, clock, at: clock.now(), unwritten: unreadable }, changed);
  }

  /** The number of a report: of the team that the file is for, else of the only team that has a report of that id. */
  async #numberOf(reportId: string): Promise<string | { rejected: string }> {
    const found = await reportedNumbersOf(this.#trx, reportId);
    const own = found.find(({ teamId }) => teamId === this.#parts.teamId);
    const [only, ...others] = own ? [own] : found;
    if (!only) return { rejected: 'report_id: no such report' };
    if (others.length > 0) return { rejected: 'report_id: several teams have it; say which with --team' };
    return only.number;
  }

  /** Answers whether the report has the finding now. */
  async #record(report: SpamReportCase, finding: Finding, at: number): Promise<boolean> {
    const library = await this.#libraries.readable(report.teamId);
    if (!library) return false;
    const made = { id: findingEntryId(report.id, finding), at, byId: null, library };
    const decided = readableAfter(() =>
      applyFinding(report, finding, { ...made, answers: evidenceIn(report, library) }),
    );
    if (!decided || decided === report) return decided !== null;
    const event = { id: this.#parts.ids.uuid(), caseId: report.id, name: 'recordFinding', authorId: null };
    this.#events.push({ ...event, at, receivedAt: at, status: 'applied', detail: finding });
    this.#changed.set(decided.id, {
      before: this.#changed.get(decided.id)?.before ?? report,
      subject: decided,
    });
    return true;
  }
}

/** Reads what staff found out: by number, or by one of its reports. An older decision than the known one changes nothing. */
export const importFindings: Intake<FindingRow> = {
  columns: ['finding', 'decided_at'],
  read: findingOf,
  take: (parts, rows) =>
    retried(parts.db, async (trx) => {
      await lockIntake(trx);
      const decisions = new Decisions(trx, parts);
      const fates: RowFate[] = [];
      for (const row of rows) fates.push(await decisions.decide(row));
      await decisions.publish();
      return fates;
    }),
};
