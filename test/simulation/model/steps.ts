import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { HOUR } from '../../../shared/time.ts';
import type { World } from '../world.ts';
import { doubtedIn } from './calls.ts';

const PROVING = ['FB_OK', 'RN_OK', 'RN_DONE'];

/** Whether an entry can be the proof that the loop of a case is closed; a doubtful call proves nothing. */
export function proves(entry: HistoryEntry, doubted: ReadonlySet<string>): boolean {
  switch (entry.type) {
    case 'attempt':
      return PROVING.includes(entry.disposition) && !doubted.has(entry.id);
    case 'correction':
      return PROVING.includes(entry.disposition) && !doubted.has(entry.attemptId) && !doubted.has(entry.id);
    case 'message':
      return entry.purpose === 'feedback' && entry.step === 'delivered';
    case 'verification':
      return entry.passed;
    default:
      return false;
  }
}

/** A case is closed with proof alone. */
export function checkProof(world: World, cases: Iterable<Case>): void {
  for (const { externalId, stage, plan, history } of cases) {
    if (stage !== 'closed' && stage !== 'lifted') continue;
    const doubted = doubtedIn(history);
    if (!history.some((entry) => proves(entry, doubted)))
      world.violated(`M11 ${externalId} is closed without proof: ${plan.code}`);
  }
}

/** The shortest wait that any team grants between a notice and the proposal of a measure. */
const WAIT = HOUR;

/**
 * Nobody proposes a measure before its notice was delivered and the wait is over, and a reminder that is due
 * was asked for.
 */
export function checkLadder(world: World, cases: Iterable<Case>): void {
  for (const { externalId, history, plan } of cases) {
    const told = history.flatMap((entry) =>
      entry.type === 'message' && entry.step === 'delivered' && entry.purpose !== 'feedback'
        ? [entry.at]
        : [],
    );
    for (const entry of history) {
      if (entry.type !== 'measure' || entry.step !== 'proposed') continue;
      if (!told.some((at) => at + WAIT <= entry.at))
        world.violated(`M12 ${externalId}: a measure was proposed before the wait was over`);
    }
    if (plan.code === 'reminder_wait' && plan.notBefore !== null && plan.notBefore <= world.now - HOUR)
      world.violated(`M12 ${externalId}: a reminder is due and nobody asked for it`);
  }
}

/** Cases of one person's number know of each other. */
export function checkRelated(world: World, cases: Iterable<Case>): void {
  const byPhone = new Map<string, Case[]>();
  for (const subject of cases) {
    const { phone } = subject.contact;
    byPhone.set(phone, [...(byPhone.get(phone) ?? []), subject]);
  }
  for (const same of byPhone.values())
    for (const subject of same)
      for (const other of same) {
        if (other.id === subject.id || same.length > 50) continue;
        if (!subject.related.some(({ caseId }) => caseId === other.id))
          world.violated(`M13 ${subject.externalId} does not know ${other.externalId}`);
      }
}
