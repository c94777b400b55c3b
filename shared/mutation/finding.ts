import type { Case, Finding, SpamReportCase } from '../case/case.ts';
import { replanned } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import type { Matter } from '../policy/matters.ts';
import type { Instant } from '../time.ts';
import { openMatters } from './answers.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { decidedTooOften, withFact } from './caps.ts';
import type { Decided, Made } from './decide.ts';
import { behind, withEntry } from './history.ts';
import type { AddNumber, RecordFinding } from './mutation.ts';

/** A finding that says what is known already and answers nothing is no news in a report with so many. */
export const MOST_REPEATED = 50;

const NOTHING: ApplyResult = { ok: true, cases: [], flags: [] };

/** The report with its investigation taken up; the report itself when it was before or there is a finding. */
export function investigated(
  subject: SpamReportCase,
  made: Made,
  context: { library: Library },
): SpamReportCase {
  const taken = subject.history.some((entry) => entry.type === 'investigation');
  if (taken || subject.facts.finding) return subject;
  const at = behind(subject.history, made.at);
  const entry = { id: made.id, at, byId: made.byId, type: 'investigation' as const };
  return replanned({ ...subject, history: withEntry(subject.history, entry) }, context.library, at);
}

/** Takes up the investigation. Refused with `not_found` (no report). */
export function beginInvestigation(
  made: Made,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (subject?.kind !== 'spam_report') return { ok: false, code: 'not_found', params: {} };
  const begun = investigated(subject, made, context);
  return begun === subject ? NOTHING : { ok: true, cases: [begun], flags: [] };
}

function answersAny(subject: Case, answers: readonly string[], library: Library): boolean {
  return openMatters(subject, library).some(({ id }) => answers.includes(id));
}

/** Records a finding on the report. Refused with `not_found` (no report) or `too_many_decisions`. */
export function recordFinding(
  { args }: RecordFinding,
  made: Decided,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (subject?.kind !== 'spam_report') return { ok: false, code: 'not_found', params: {} };
  const finding = { verdict: args.verdict, action: args.action, decidedAt: made.at };
  const tooOften = !context.kept && decidedTooOften(subject, 'finding', made.byId);
  if (tooOften && !answersAny(subject, made.answers, context.library))
    return { ok: false, code: 'too_many_decisions', params: {} };
  const kept = context.kept !== undefined;
  const decided = applyFinding(subject, finding, { ...made, library: context.library, kept });
  return decided === subject ? NOTHING : { ok: true, cases: [decided], flags: [] };
}

/**
 * Notes a further number of the contact, and the one in whose place it comes. A fact: also of a case that is
 * not here.
 */
export function addNumber(
  { args }: AddNumber,
  made: Made,
  subject: Case | undefined,
  { library }: ApplyContext,
): ApplyResult {
  if (!subject || subject.history.some(({ id }) => id === made.id)) return NOTHING;
  const former = subject.contact.altPhone;
  const entry = { ...made, type: 'number' as const, phone: args.phone, former };
  const { subject: longer, over } = withFact<Case>(subject, entry, library);
  if (over) return { ok: true, cases: [longer], flags: ['over_cap'] };
  const changed: Case = { ...longer, contact: { ...longer.contact, altPhone: args.phone } };
  return { ok: true, cases: [replanned(changed, library, made.at)], flags: [] };
}

/**
 * Whether anything in a stored case may wait for a finding: a quick look, because a number may have thousands
 * of reports.
 */
export function hasEvidence(stored: unknown): boolean {
  const { history } = (stored ?? {}) as { history?: unknown };
  if (!Array.isArray(history)) return false;
  return history.some((entry: { effect?: { do?: unknown } | null; decision?: unknown } | null) =>
    [entry?.effect?.do, entry?.decision].includes('investigate'),
  );
}

/**
 * What a finding from elsewhere answers, of a file or about another report of the number: it ends the wait
 * for a finding, for what was `known`, and never a dispute.
 */
export function evidenceIn(
  subject: SpamReportCase,
  library: Library,
  known: (matter: Matter) => boolean = () => true,
): string[] {
  if (!hasEvidence(subject)) return [];
  const evidence = openMatters(subject, library).filter(({ kind }) => kind === 'new_evidence');
  return evidence.filter(known).map(({ id }) => id);
}

/** Whether a report has a finding that is newer than one of that time. */
export function isOvertaken({ history }: Pick<Case, 'history'>, at: Instant): boolean {
  return history.some((entry) => entry.type === 'finding' && entry.at > at);
}

/**
 * Records what staff found out about the reported number and makes the report callable. A case that is
 * closed, exhausted or in the middle of its tries starts a new round only when the *verdict* changed (the
 * reporter was, or is being, told otherwise), or when it answers what was told; a changed action or date
 * alone is recorded silently. `answers` absent: all that is open. The same finding again, or the same id,
 * changes nothing, and neither does one that only says once more what many have said: the case itself comes
 * back. One that comes back after a restore (`kept`) stands where it stood; a newer one holds.
 */
export function applyFinding(
  subject: SpamReportCase,
  finding: Finding,
  context: Made & { answers?: string[]; library: Library; kept?: boolean },
): SpamReportCase {
  const { id, byId, library, kept = false } = context;
  const at = kept ? context.at : behind(subject.history, context.at);
  const { verdict, action, decidedAt } = finding;
  const known = subject.facts.finding;
  const repeats = known?.verdict === verdict && known.action === action;
  if (repeats && known.decidedAt === decidedAt) return subject;
  if (subject.history.some((entry) => entry.id === id)) return subject;
  const answers = context.answers ?? openMatters(subject, library).map((matter) => matter.id);
  const findings = subject.history.filter(({ type }) => type === 'finding').length;
  if (repeats && findings >= MOST_REPEATED && !answersAny(subject, answers, library)) return subject;
  const decided: SpamReportCase = {
    ...subject,
    facts: isOvertaken(subject, at) ? subject.facts : { ...subject.facts, finding },
    history: withEntry(subject.history, { id, at, byId, type: 'finding', verdict, action, answers }),
  };
  return replanned(decided, library, at);
}
