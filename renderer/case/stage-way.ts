import type { CaseStage } from '../../shared/case/kinds.ts';
import type { MeasureEntry } from '../../shared/case/steps.ts';
import type { OpenCase } from './use-case.ts';

const REPORT: readonly CaseStage[] = ['reported', 'investigating', 'decided', 'to_call', 'closed'];
const REAL_NAME: readonly CaseStage[] = ['to_call', 'evidence_awaited', 'verifying', 'closed'];
const LADDER: readonly CaseStage[] = [
  'to_call',
  'notice',
  'waiting',
  'measure_proposed',
  'measure_approved',
  'measure_applied',
  'lifted',
];

/** How far each step of a measure has led; what the operator could not do leaves it where it was. */
const LED_TO: Readonly<Partial<Record<MeasureEntry['step'], CaseStage>>> = {
  proposed: 'measure_proposed',
  approved: 'measure_approved',
  declined: 'waiting',
  applied: 'measure_applied',
  lifted: 'lifted',
};

/** The last rung of the ladder that a case has reached; null: it never began to climb. */
function climbedTo({ history }: OpenCase): CaseStage | null {
  let reached: CaseStage | null = null;
  for (const entry of history) {
    if (entry.type === 'message' && entry.purpose === 'notice')
      reached = entry.step === 'delivered' ? 'waiting' : 'notice';
    if (entry.type === 'measure') reached = LED_TO[entry.step] ?? reached;
  }
  return reached;
}

/** The last stage before a detour that a case has really seen. */
function passed(found: OpenCase): CaseStage {
  const { history } = found;
  if (found.kind === 'spam_report') {
    if (found.facts.finding !== null) return 'to_call';
    return history.some(({ type }) => type === 'investigation') ? 'investigating' : 'reported';
  }
  const did = (what: string) =>
    history.some((entry) => entry.type === 'attempt' && entry.effect?.do === what);
  if (did('verify') || history.some(({ type }) => type === 'verification')) return 'verifying';
  return did('evidence') ? 'evidence_awaited' : 'to_call';
}

/**
 * The way of a case as its trail shows it: its usual stages, or the measure ladder. A stage beside these
 * stands behind the last one that the case has seen; where a case has closed, what it did not see is left
 * out.
 */
export function wayOf(found: OpenCase): readonly CaseStage[] {
  const { stage } = found;
  const rung = found.kind === 'real_name' ? climbedTo(found) : null;
  const usual = found.kind === 'spam_report' ? REPORT : rung === null ? REAL_NAME : LADDER;
  if (usual.includes(stage)) return usual;
  if (LADDER.includes(stage)) return LADDER;
  const seen = usual.indexOf(rung ?? passed(found)) + 1;
  return stage === 'closed' ? [...usual.slice(0, seen), stage] : usual.toSpliced(seen, 0, stage);
}
