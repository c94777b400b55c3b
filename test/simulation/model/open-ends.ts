import { openEndsByAgent } from '../../../central/db/open-ends.ts';
import type { Case, SpamReportCase } from '../../../shared/case/case.ts';
import { DAY } from '../../../shared/time.ts';
import { teamIds } from '../actions/pick.ts';
import { rngFor } from '../chance.ts';
import type { World } from '../world.ts';

/** What every team promises: feedback so many days after the decision, and at the latest after the report. */
const AFTER_DECISION = 7 * DAY;
const AT_THE_LATEST = 15 * DAY;

/** What may begin a promise anew: what was decided, and what the reporter was told or said. */
const BEGINNINGS = ['finding', 'review', 'attempt', 'correction', 'message', 'calls_confirmed'];

/** Between which times the promise of a report ends; both are the same where nothing begins it anew. */
function promiseOf({ history, openedAt, facts }: SpamReportCase): { from: number; to: number } {
  const beginnings = history.filter(({ type }) => BEGINNINGS.includes(type));
  const hard = openedAt + AT_THE_LATEST;
  if (beginnings.length === 0 && facts.finding === null) return { from: hard, to: hard };
  if (beginnings.every(({ type }) => type === 'finding') && beginnings.length < 2 && facts.finding) {
    const at = Math.min(Math.max(openedAt, facts.finding.decidedAt) + AFTER_DECISION, hard);
    return { from: at, to: at };
  }
  const last = Math.max(openedAt, ...beginnings.map(({ at }) => at));
  return { from: openedAt + AFTER_DECISION, to: last + AT_THE_LATEST };
}

/**
 * Asked on a later day, central counts every report that is past its promise by then among the open ends of
 * whoever has it, and no other.
 */
export async function checkOpenEnds(world: World, cases: readonly Case[]): Promise<void> {
  const now = world.now + Math.round(rngFor(world.seed, 'open ends').next() * 18 * DAY);
  for (const teamId of teamIds(world)) {
    const open = cases.flatMap((subject) =>
      subject.kind === 'spam_report' && subject.teamId === teamId && subject.stage !== 'closed'
        ? [{ account: world.accountOf(subject.assigneeId), ...promiseOf(subject) }]
        : [],
    );
    const listed = new Map(
      (await openEndsByAgent(world.central.db, teamId, now)).map(({ account, openEnds }) => [
        account,
        openEnds,
      ]),
    );
    for (const account of new Set([...listed.keys(), ...open.map((report) => report.account)])) {
      const own = open.filter((report) => report.account === account);
      const surely = own.filter(({ to }) => to < now).length;
      const perhaps = own.filter(({ from }) => from < now).length;
      const count = listed.get(account) ?? 0;
      if (count > 0) world.traps.fire('report past its promise');
      if (count < surely || count > perhaps)
        world.violated(
          `M20 ${account ?? 'nobody'} has ${count} open ends and not between ${surely} and ${perhaps}`,
        );
    }
  }
}
