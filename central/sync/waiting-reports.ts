import { Confirmation, Receipt, Verification } from '../../shared/api/outcomes.ts';
import type { Case } from '../../shared/case/case.ts';
import { inOrder } from '../../shared/case/history.ts';
import { missedRequests } from '../../shared/mutation/follow-up.ts';
import {
  type Arriving,
  recordConfirmation,
  recordReceipt,
  recordVerification,
  type Taken,
} from '../../shared/mutation/outside.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Trx } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import { recoveringSince } from '../db/meta.ts';
import { deleteReports, keepAsked, reportsAbout, type WaitingReport } from '../db/outside-waiting.ts';
import { cardKey, derivedId } from '../intake/entry-id.ts';
import { readableLibrary } from './library.ts';
import type { ChangedCase } from './publish-cases.ts';

/** What a report does to its case; null: this program cannot read it. */
function taken(
  { kind, item }: WaitingReport,
  subject: Case,
  arriving: Omit<Arriving, 'at' | 'reason'>,
): Taken | null {
  if (kind === 'receipt') {
    const receipt = Receipt.safeParse(item).data;
    return receipt ? recordReceipt(subject, receipt, { ...arriving, ...receipt }) : null;
  }
  if (kind === 'confirmation') {
    const confirmation = Confirmation.safeParse(item).data;
    return confirmation ? recordConfirmation(subject, confirmation, { ...arriving, ...confirmation }) : null;
  }
  const verification = Verification.safeParse(item).data;
  return verification ? recordVerification(subject, verification, { ...arriving, ...verification }) : null;
}

/** What reports may name of a case: its card, its messages and its measures. */
function namesOf({ teamId, externalId, history }: Case): string[] {
  return [
    cardKey(teamId, externalId),
    ...history.flatMap((entry) =>
      (entry.type === 'message' && entry.step === 'requested') ||
      (entry.type === 'measure' && entry.step === 'proposed')
        ? [entry.id]
        : [],
    ),
  ];
}

/** Reports of other systems about what has only now come back, taken in the transaction that brings it. */
export class WaitingReports {
  readonly #trx: Trx;
  readonly #made: { ids: Ids; at: number };
  readonly #asked = new Set<string>();
  readonly #missed: { messageId: string; caseId: string }[] = [];
  #restoredAt: { is: number | null } | null = null;
  /** With the case that each is about. */
  #reports: { caseId: string; report: WaitingReport }[] = [];
  readonly #done: string[] = [];
  readonly #events: CaseEvent[] = [];

  constructor(trx: Trx, made: { ids: Ids; at: number }) {
    this.#trx = trx;
    this.#made = made;
  }

  /** Takes what fits by now. Answers whether any case changed. */
  async applyTo(changed: Map<string, ChangedCase>): Promise<boolean> {
    this.#restoredAt ??= { is: await recoveringSince(this.#trx, this.#made.at) };
    const { is: restoredAt } = this.#restoredAt;
    await this.#load(changed, restoredAt);
    let any = false;
    for (const { caseId, report } of [...this.#reports]) {
      const known = changed.get(caseId);
      if (known?.subject.teamId !== report.teamId) continue;
      const library = await readableLibrary(this.#trx, report.teamId);
      if (!library) continue;
      const now = this.#made.at;
      const arriving = { id: report.id, now, library, restoredAt, derived: derivedId };
      const done = taken(report, known.subject, arriving);
      if (done?.is !== 'applied' && done?.is !== 'known') continue;
      this.#reports = this.#reports.filter((other) => other.report !== report);
      this.#done.push(report.id);
      if (done.is === 'known') continue;
      changed.set(caseId, { ...known, subject: done.case });
      this.#events.push(this.#eventOf(caseId, report));
      any = true;
    }
    return any;
  }

  /** Forgets what was taken; the cases are for whoever changes them. */
  async store(): Promise<void> {
    await keepAsked(this.#trx, this.#missed);
    await deleteReports(this.#trx, this.#done);
    await insertEvents(this.#trx, this.#events);
  }

  async #load(changed: ReadonlyMap<string, ChangedCase>, restoredAt: number | null): Promise<void> {
    const owners = new Map<string, string>();
    for (const { before, subject } of changed.values()) {
      const missed = await this.#missedOf(before, subject, restoredAt);
      for (const name of [...namesOf(subject), ...missed])
        if (!this.#asked.has(name)) owners.set(name, subject.id);
    }
    for (const name of owners.keys()) this.#asked.add(name);
    for (const report of await reportsAbout(this.#trx, [...owners.keys()]))
      this.#reports.push({ caseId: owners.get(report.about) ?? '', report });
  }

  /**
   * Messages that were asked for before a restore and not since, once something of then has come back; work
   * that skips a step may come back before anybody has noticed that commits were lost.
   */
  async #missedOf(before: Case | null, subject: Case, restoredAt: number | null): Promise<string[]> {
    const known = new Set(before?.history.map(({ id }) => id));
    const isNew = ({ id }: { id: string }) => !known.has(id);
    const comesBack =
      restoredAt === null
        ? inOrder(subject.history).slice(0, -1).some(isNew)
        : subject.history.some((entry) => entry.at < restoredAt && isNew(entry));
    if (!comesBack) return [];
    const library = await readableLibrary(this.#trx, subject.teamId);
    if (!library) return [];
    const asOf = { restoredAt: restoredAt ?? this.#made.at, derived: derivedId };
    const missed = [...missedRequests(subject, library, asOf).keys()];
    for (const messageId of missed) this.#missed.push({ messageId, caseId: subject.id });
    return missed;
  }

  #eventOf(caseId: string, { kind, byId, item }: WaitingReport): CaseEvent {
    const { ids, at } = this.#made;
    const made = { id: ids.uuid(), caseId, name: kind, authorId: byId, at, receivedAt: at };
    return { ...made, status: 'applied', detail: item };
  }
}
