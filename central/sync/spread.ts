import type { Case, Finding, SpamReportCase } from '../../shared/case/case.ts';
import { applyFinding, evidenceIn, investigated } from '../../shared/mutation/finding.ts';
import type { BeginInvestigation, Mutation, RecordFinding } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Matter } from '../../shared/policy/matters.ts';
import { findingEntryId, investigationEntryId } from '../intake/entry-id.ts';

/** A decision about a number: it is taken on one report and holds for all of them. */
export type NumberDecision = BeginInvestigation | RecordFinding;

export function isNumberDecision(mutation: Mutation): mutation is NumberDecision {
  return mutation.name === 'beginInvestigation' || mutation.name === 'recordFinding';
}

/**
 * What a decision on `decided` means for another report of the same number; the report itself when nothing. The report of
 * another team does not tell who of this one decided.
 */
export function spread(
  mutation: NumberDecision,
  decided: SpamReportCase,
  other: SpamReportCase,
  given: { at: number; byId: string; library: Library; known: (matter: Matter) => boolean },
): SpamReportCase {
  const context = { ...given, byId: other.teamId === decided.teamId ? given.byId : null };
  if (mutation.name === 'beginInvestigation')
    return investigated(other, { ...context, id: investigationEntryId(other.id, mutation.id) }, context);
  const { finding } = decided.facts;
  if (!finding) return other;
  const answers = evidenceIn(other, context.library, context.known);
  return applyFinding(other, finding, { ...context, answers, id: findingEntryId(other.id, finding) });
}

/** The finding that a decision left on a report. */
export function findingAfter(mutation: NumberDecision, decided: Case): Finding | null {
  return mutation.name === 'recordFinding' && decided.kind === 'spam_report' ? decided.facts.finding : null;
}
