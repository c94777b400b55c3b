import type { Finding, SpamReportCase } from '../case/case.ts';
import type { Library } from '../policy/library.ts';
import { applyFinding, evidenceIn, investigated } from './finding.ts';
import type { BeginInvestigation, Mutation, RecordFinding } from './mutation.ts';

/** A decision about a number: it is taken on one report and holds for all of them. */
export type NumberDecision = BeginInvestigation | RecordFinding;

export function isNumberDecision(mutation: Mutation): mutation is NumberDecision {
  return mutation.name === 'beginInvestigation' || mutation.name === 'recordFinding';
}

/** Who decided (null: a file), and when. */
interface Decider {
  by: { id: string; teamId: string } | null;
  at: number;
}

/** What was decided about a number, for all of its reports. */
export interface NumberDecisions {
  /** `cause`: what its entries derive their ids from. */
  investigation?: Decider & { cause: string };
  /** `answers`: evidence on any report that the finding answers; what is told later stays open. */
  finding?: Decider & { finding: Finding; answers: string[] };
}

/**
 * What holds after a further decision. The newest finding wins; what an earlier one answered stays answered.
 * The first investigation holds, and none begins behind a finding.
 */
export function decidedAnew(
  under: NumberDecisions,
  { investigation, finding }: NumberDecisions,
): NumberDecisions {
  const begun = under.investigation ?? (under.finding ? undefined : investigation);
  const answers = [...(under.finding?.answers ?? []), ...(finding?.answers ?? [])];
  const found = finding ?? under.finding;
  return {
    ...(begun && { investigation: begun }),
    ...(found && { finding: { ...found, answers: [...new Set(answers)] } }),
  };
}

/** Ids of the entries that decisions leave on a report. */
interface EntryIds {
  investigation(reportId: string, cause: string): string;
  finding(reportId: string, finding: Finding): string;
}

/**
 * A report with what was decided about its number; the report itself when that changes nothing. The report of
 * another team does not tell who decided.
 */
export function withDecisions(
  report: SpamReportCase,
  { investigation, finding }: NumberDecisions,
  { library, ids }: { library: Library; ids: EntryIds },
): SpamReportCase {
  const made = ({ by, at }: Decider) => ({ at, byId: by?.teamId === report.teamId ? by.id : null });
  let decided = report;
  if (investigation) {
    const id = ids.investigation(report.id, investigation.cause);
    decided = investigated(decided, { ...made(investigation), id }, { library });
  }
  if (finding) {
    const id = ids.finding(report.id, finding.finding);
    const answers = evidenceIn(decided, library, (matter) => finding.answers.includes(matter.id));
    decided = applyFinding(decided, finding.finding, { ...made(finding), id, library, answers });
  }
  return decided;
}
