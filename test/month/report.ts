import type { Case } from '../../shared/case/case.ts';
import { attemptsOf, isDoubted } from '../../shared/case/history.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import type { Ledger } from './ledger.ts';
import type { LivedMonth } from './month.ts';
import { isOpenEndDue } from './oracle/open-ends.ts';
import { proofOfClosing } from './oracle/proof.ts';
import { isExplained } from './oracle/steps.ts';

/** The last line of a month. */
export interface Verdict {
  cases: number;
  closedWithProof: number;
  explained: number;
  openEndsDue: number;
  outsideWindows: number;
  overCaps: number;
  /** Calls that central doubts although everybody made theirs. */
  doubted: number;
}

/** Whether a month was lived as promised. */
export function holds(verdict: Verdict): boolean {
  const { cases, closedWithProof, explained, openEndsDue, outsideWindows, overCaps, doubted } = verdict;
  return openEndsDue + outsideWindows + overCaps + doubted === 0 && closedWithProof + explained === cases;
}

/** Where each case ended, and those that nobody can explain. */
interface Judgement {
  rows: Map<string, number>;
  closedWithProof: number;
  explained: number;
  openEnds: string[];
  unexplained: string[];
}

function judge(cases: readonly Case[], now: number, ledger: Ledger): Judgement {
  const rows = new Map<string, number>();
  const result: Judgement = { rows, closedWithProof: 0, explained: 0, openEnds: [], unexplained: [] };
  const at = (row: string) => rows.set(row, (rows.get(row) ?? 0) + 1);
  for (const subject of cases) {
    const name = `${subject.externalId} ${subject.stage} ${subject.plan.code}`;
    if (subject.kind === 'spam_report' && isOpenEndDue(subject, now, ledger)) result.openEnds.push(name);
    const proof = isClosed(subject) ? proofOfClosing(subject, ledger) : null;
    if (proof) {
      result.closedWithProof += 1;
      at(`${subject.kind}  ${subject.stage}: ${proof}`);
    } else if (isExplained(subject, now, ledger)) {
      result.explained += 1;
      at(`${subject.kind}  ${subject.stage}: ${subject.plan.code}`);
    } else {
      result.unexplained.push(name);
      at(`${subject.kind}  UNEXPLAINED ${subject.stage}: ${subject.plan.code}`);
    }
  }
  return result;
}

/** Named numbers, one per line. */
function table(title: string, rows: Iterable<readonly [name: string, value: number | string]>): string {
  const all = [...rows].map(([name, value]): [string, string] => [name, String(value)]);
  const width = Math.max(0, ...all.map(([name]) => name.length)) + 2;
  const lines = all.map(([name, value]) => `  ${name.padEnd(width)}${value.padStart(7)}`);
  return [title, ...lines].join('\n');
}

function sorted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function countedBy<T>(items: Iterable<T>, name: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return counts;
}

function workOf({ crew, ledger, watch, desks, intake, cases }: LivedMonth): [string, number | string][] {
  const { calls, appointments } = ledger;
  const kept = appointments.filter((minutes) => minutes <= 10).length;
  const sum = (name: keyof (typeof crew.leads)[number]['did']) =>
    crew.leads.reduce((total, { did }) => total + did[name], 0);
  const corrections = cases.flatMap(({ history }) => history.filter(({ type }) => type === 'correction'));
  return [
    ['rows read / imported / duplicates / rejected', Object.values(intake).join(' / ')],
    ['agents', crew.agents.length],
    ['looks at a queue', watch.looks],
    ['calls proposed and judged', watch.proposals],
    ['calls made', calls.filter(({ inbound }) => !inbound).length],
    ['calls that came in', crew.switchboard.count.taken],
    ['  about cases of other desks', crew.switchboard.count.lookedUp],
    ['  about nothing that was open', crew.switchboard.count.inVain],
    ['appointments met within 10 minutes', `${kept} / ${appointments.length}`],
    ['results put right', corrections.length],
    ['investigations / findings', `${sum('investigations')} / ${sum('findings')}`],
    ['reviews / appeals decided', `${sum('reviews')} / ${sum('appeals')}`],
    ['measures decided', sum('decisions')],
    ['cases moved', sum('moves')],
    ['evidence passed / failed', `${crew.verifier.count.passed} / ${crew.verifier.count.failed}`],
    ['outgoing / both directions barred', `${crew.operator.count.outgoing} / ${crew.operator.count.both}`],
    ['measures lifted / not done', `${crew.operator.count.lifted} / ${crew.operator.count.failed}`],
    ['work left on desks', desks.reduce((total, { unsent }) => total + unsent, 0)],
  ];
}

/** What a person reads about a month, its last line, and everything that is wrong with it. */
export function reportOf(lived: LivedMonth): { verdict: Verdict; tables: string; wrong: string[] } {
  const { cases, at, ledger, watch, crew, desks, openEnds } = lived;
  const judged = judge(cases, at, ledger);
  const refused = new Map<string, number>();
  for (const desk of desks)
    for (const [code, count] of desk.refused) refused.set(code, (refused.get(code) ?? 0) + count);
  const messages = sorted(
    new Map([...crew.gateway.sent].map(([purpose, { delivered }]) => [purpose, delivered])),
  );
  const tables = [
    table('Where the cases ended', sorted(judged.rows)),
    table('Results of calls', sorted(countedBy(ledger.calls, ({ disposition }) => disposition))),
    table(
      'Messages delivered / failed',
      messages.map(([purpose, count]) => [
        purpose,
        `${count} / ${crew.gateway.sent.get(purpose)?.failed ?? 0}`,
      ]),
    ),
    table('Work', workOf(lived)),
    ...(refused.size > 0 ? [table('Refused by desks', sorted(refused))] : []),
    table('Attempts per case', sorted(countedBy(cases, ({ history }) => String(attemptsOf(history).length)))),
    table('Open ends, each evening', openEnds),
  ].join('\n\n');
  const doubted = cases.flatMap(({ externalId, history }) =>
    attemptsOf(history).flatMap((call) => (isDoubted(call) ? [{ externalId, call }] : [])),
  );
  const wrong = [
    ...judged.unexplained.map((name) => `not explained: ${name}`),
    ...judged.openEnds.map((name) => `open end: ${name}`),
    ...watch.outside.map((what) => `outside the windows: ${what}`),
    ...watch.over.map((what) => `over a cap: ${what}`),
    ...doubted.map(
      ({ externalId, call }) =>
        `doubted: ${externalId} ${new Date(call.startedAt).toISOString()} ${call.flags.join(' ')}`,
    ),
    ...desks.flatMap(({ name, failures }) => failures.map((code) => `${name} failed: ${code}`)),
  ];
  const verdict = {
    cases: cases.length,
    closedWithProof: judged.closedWithProof,
    explained: judged.explained,
    openEndsDue: judged.openEnds.length,
    outsideWindows: watch.outside.length,
    overCaps: watch.over.length,
    doubted: doubted.length,
  };
  return { verdict, tables, wrong };
}
