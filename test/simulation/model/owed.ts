import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { World } from '../world.ts';

/** Whether other systems hear of an entry. */
function isTold(entry: HistoryEntry): boolean {
  switch (entry.type) {
    case 'attempt':
    case 'correction':
    case 'finding':
      return true;
    case 'message':
      return entry.step === 'requested';
    case 'measure':
      return entry.step === 'approved' || entry.step === 'lift_requested';
    default:
      return false;
  }
}

/** Whatever other systems are asked for, or want to know, has come to them. */
export function checkAsked(world: World, cases: Iterable<Case>): void {
  const systems = new Map(world.systems.map((system) => [system.user.teamId, system]));
  for (const { externalId, id, teamId, stage, history } of cases) {
    const system = systems.get(teamId);
    for (const entry of history)
      if (isTold(entry) && !system?.seen.has(entry.id))
        world.violated(`M5 ${externalId}: nobody was told of the ${entry.type} ${entry.id}`);
    if (stage !== 'closed' && stage !== 'lifted') continue;
    const closed = [...(system?.seen.values() ?? [])].some(
      ({ caseId, type }) => caseId === id && type === 'case.closed',
    );
    if (!closed) world.violated(`M5 ${externalId}: nobody was told that it is closed`);
  }
}

/** Nobody is barred who has been verified. */
export function checkBarred(world: World, cases: Iterable<Case>): void {
  const barred = new Set(world.systems.flatMap((system) => [...system.barred]));
  for (const { externalId, history, plan } of cases) {
    const verified = history.findLast((entry) => entry.type === 'verification');
    const stands = history.findLast((entry) => entry.type === 'measure' && barred.has(entry.measureId));
    if (verified?.type !== 'verification' || !verified.passed || stands?.type !== 'measure') continue;
    const asked = history.some(
      (entry) =>
        entry.type === 'measure' && entry.step === 'lift_requested' && entry.measureId === stands.measureId,
    );
    if (!asked && plan.code !== 'measure_failed')
      world.violated(`M6 ${externalId} is verified and stays barred: ${plan.code}`);
  }
}

/** The cases whose work a desk lost with its file; a finding is about all reports of its number. */
function casesWithLostWork(world: World, cases: readonly Case[]): ReadonlySet<string> {
  const numberOf = new Map(
    cases.map((subject) => [
      subject.id,
      subject.kind === 'spam_report' ? subject.facts.reportedNumber : null,
    ]),
  );
  const lost = new Set<string>();
  const numbers = new Set<string | null | undefined>();
  for (const { mutation, forfeited } of world.desks.flatMap((desk) => desk.promised)) {
    if (!forfeited) continue;
    lost.add(mutation.args.caseId);
    if (mutation.name === 'recordFinding') numbers.add(numberOf.get(mutation.args.caseId));
  }
  for (const [id, number] of numberOf) if (number !== null && numbers.has(number)) lost.add(id);
  return lost;
}

/**
 * What other systems did is known to central, however often it was put back; not so when a standby lacks
 * commits that nobody had read, for then nobody asks them to tell again, nor when the work that it answers is
 * in no file any more.
 */
export function checkTold(world: World, cases: readonly Case[]): void {
  const lost = casesWithLostWork(world, cases);
  const delivered = new Map<string, string>();
  const applied = new Set<string>();
  for (const { history } of cases)
    for (const entry of history) {
      if (entry.type === 'message') delivered.set(`${entry.requestId} ${entry.step}`, entry.id);
      if (entry.type === 'measure' && entry.step === 'applied') applied.add(entry.measureId);
    }
  for (const { user, reports, barred, seen } of world.systems) {
    const asked = [...seen.values()].filter(({ caseId }) => lost.has(caseId)).map(({ body }) => body);
    const unanswerable = new Set(asked.flatMap(({ messageId, measureId }) => [messageId, measureId]));
    for (const { kind, about, status } of reports) {
      if (kind !== 'receipts' || delivered.has(`${about} ${status}`) || unanswerable.has(about)) continue;
      world.violated(`M5 ${user.account}: message ${about} was ${status}, and no case knows it`);
    }
    for (const measureId of barred)
      if (!applied.has(measureId) && !unanswerable.has(measureId))
        world.violated(`M6 ${user.account}: ${measureId} bars somebody, and no case knows it`);
  }
}

/** When the reports of each number got a finding last. */
function lastFindings(cases: Iterable<Case>): Map<string, number> {
  const last = new Map<string, number>();
  for (const subject of cases) {
    if (subject.kind !== 'spam_report') continue;
    const { reportedNumber } = subject.facts;
    for (const { type, at } of subject.history)
      if (type === 'finding') last.set(reportedNumber, Math.max(at, last.get(reportedNumber) ?? 0));
  }
  return last;
}

/**
 * A finding is about a number: all its reports have the same one. A report that came while somebody looked at
 * the number once more waits for what is found then.
 */
export function checkFindings(world: World, cases: readonly Case[]): void {
  const findings = new Map<string, string>();
  const last = lastFindings(cases);
  for (const subject of cases) {
    if (subject.kind !== 'spam_report') continue;
    const { reportedNumber, finding } = subject.facts;
    const decidedAt = last.get(reportedNumber) ?? 0;
    const waits = subject.history.some(({ type, at }) => type === 'investigation' && at > decidedAt);
    if (finding === null && waits) continue;
    const said = JSON.stringify([finding?.verdict, finding?.action]);
    const before = findings.get(reportedNumber) ?? said;
    findings.set(reportedNumber, before);
    if (before !== said)
      world.violated(
        `M9 ${subject.externalId}: ${said} about ${reportedNumber}, another report says ${before}`,
      );
  }
}
