import type { Case } from '../../shared/case/case.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import { callsOf, MOST_CALLS, type NumberCalls, numbersOf } from '../../shared/case/number-calls.ts';
import { CALLS_KEPT, horizonOf } from '../../shared/policy/held-back.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Trx } from '../db/connect.ts';
import type { FeedEntry } from '../db/feed.ts';
import { namespaceOf, numberRowId } from '../db/namespace.ts';
import {
  byNumber,
  callsTo,
  documentsReachedBy,
  dropNumbers,
  type Holder,
  holdersOf,
  lockNumbers,
  type NumberRow,
  type StoredCall,
  type StoredNumber,
  saveNumbers,
  scopesWith,
  storeCalls,
  storedNumbers,
} from '../db/number-calls.ts';
import type { Libraries } from './library.ts';
import type { ChangedCase } from './publish-cases.ts';
import { agentScope, teamScope } from './scopes.ts';
import { readableCase } from './stored-case.ts';

interface Parts {
  libraries: Libraries;
  ids: Ids;
  at: number;
}

/** What the feeds must say, by team. */
export type FeedEntries = Map<string, FeedEntry[]>;

function storedCallsOf(subject: Case, at: number): StoredCall[] {
  const recent = callsOf(subject).filter(({ endedAt }) => endedAt >= at - CALLS_KEPT);
  return recent.map((call) => ({ ...call, caseId: subject.id }));
}

/** What decides about the rows of a case's numbers, and the numbers. */
function claimOf(subject: Case, at: number) {
  const calls = storedCallsOf(subject, at);
  const open = !isClosed(subject);
  const { assigneeId, contact } = subject;
  return {
    calls,
    text: JSON.stringify(calls),
    held: JSON.stringify([open, open && assigneeId, contact.phone, contact.altPhone]),
    numbers: [...numbersOf(subject), ...calls.map(({ number }) => number)],
  };
}

/**
 * Notes the calls of changed cases and makes the rows of their numbers: what one result changes beside its
 * case. Answers what the feeds must say. Holds the numbers from then on, see `lockNumbers`.
 */
export async function numbersOfChanged(
  trx: Trx,
  changed: readonly ChangedCase[],
  parts: Parts,
): Promise<FeedEntries> {
  const numbers = new Set<string>();
  const called: string[] = [];
  const calls: StoredCall[] = [];
  for (const { before, subject } of changed) {
    const former = before && claimOf(before, parts.at);
    const now = claimOf(subject, parts.at);
    const same = former ? former.text === now.text : now.calls.length === 0;
    if (same && former?.held === now.held) continue;
    for (const number of [...now.numbers, ...(former?.numbers ?? [])]) numbers.add(number);
    if (same) continue;
    called.push(subject.id);
    calls.push(...now.calls);
  }
  if (numbers.size === 0) return new Map();
  await lockNumbers(trx, numbers);
  await storeCalls(trx, called, calls);
  return numberRows(
    trx,
    numbers,
    changed.map(({ subject }) => subject),
    parts,
  );
}

/** Makes the rows of some numbers again, see `numbersOfChanged`. */
export async function numbersAgain(trx: Trx, numbers: readonly string[], parts: Parts): Promise<FeedEntries> {
  await lockNumbers(trx, numbers);
  return numberRows(trx, new Set(numbers), [], parts);
}

/** `changed`: cases that the transaction has not written yet. */
async function numberRows(
  trx: Trx,
  numbers: ReadonlySet<string>,
  changed: readonly Case[],
  parts: Parts,
): Promise<FeedEntries> {
  const stored = new Map((await storedNumbers(trx, numbers)).map((each) => [each.number, each]));
  await readCalls(trx, [...stored.values()], changed, parts.at);
  const calls = byNumber(await callsTo(trx, numbers));
  const concerned = [...new Set([...stored.keys(), ...calls.keys()])].sort();
  if (concerned.length === 0) return new Map();
  const holders = byNumber(await presentHolders(trx, concerned, changed));
  const namespace = await namespaceOf(trx, parts.ids);
  const rows: NumberRow[] = [];
  const wanted = new Map<string, Map<string, string>>();
  const news = new Set<string>();
  for (const number of concerned) {
    const id = stored.get(number)?.id ?? numberRowId(namespace, number);
    const made = await rowOf({ number, id }, calls.get(number) ?? [], holders.get(number) ?? [], parts);
    wanted.set(id, made?.scopes ?? new Map());
    if (!made) continue;
    rows.push(made.row);
    if (made.row.doc !== stored.get(number)?.doc) news.add(id);
  }
  const kept = new Set(rows.map(({ number }) => number));
  await saveNumbers(trx, rows);
  await dropNumbers(
    trx,
    [...stored.keys()].filter((number) => !kept.has(number)),
  );
  return entriesOf(wanted, news, await scopesWith(trx, [...wanted.keys()]));
}

/** Of numbers that were called before central kept the calls apart: from the histories of their cases. */
async function readCalls(
  trx: Trx,
  stored: readonly StoredNumber[],
  changed: readonly Case[],
  at: number,
): Promise<void> {
  const unread = stored.flatMap(({ number, unread }) => (unread ? number : []));
  if (unread.length === 0) return;
  const known = new Set(changed.map(({ id }) => id));
  const documents = await documentsReachedBy(trx, unread);
  const others = documents.flatMap((document) => readableCase(document) ?? []);
  const cases = [...changed, ...others.filter(({ id }) => !known.has(id))];
  await storeCalls(
    trx,
    cases.map(({ id }) => id),
    cases.flatMap((subject) => storedCallsOf(subject, at)),
  );
}

/** Who holds open cases of these numbers once the transaction has written what it changed. */
async function presentHolders(
  trx: Trx,
  numbers: readonly string[],
  changed: readonly Case[],
): Promise<Holder[]> {
  const known = new Set(changed.map(({ id }) => id));
  const others = (await holdersOf(trx, numbers)).filter(({ caseId }) => !known.has(caseId));
  const own = changed.flatMap((subject) =>
    isClosed(subject)
      ? []
      : numbersOf(subject).map((number) => ({
          number,
          caseId: subject.id,
          teamId: subject.teamId,
          ownerId: subject.assigneeId,
        })),
  );
  return [...others, ...own];
}

/**
 * The row of a number, with the scopes that need it (and their teams): those with an open case of it that
 * others' calls hold back; a case knows its own. Null: nobody does.
 */
async function rowOf(
  { number, id }: Pick<NumberRow, 'number' | 'id'>,
  calls: readonly StoredCall[],
  holders: readonly Holder[],
  { libraries, at }: Parts,
): Promise<{ row: NumberRow; scopes: Map<string, string> } | null> {
  const horizons: number[] = [];
  for (const { teamId } of holders) {
    const library = await libraries.readable(teamId);
    horizons.push(library ? horizonOf(library.policy) : CALLS_KEPT);
  }
  const horizon = Math.max(0, ...horizons);
  const recent = calls.filter(({ endedAt }) => endedAt >= at - horizon).slice(-MOST_CALLS);
  const [oldest] = recent;
  const scopes = new Map<string, string>();
  for (const { caseId, teamId, ownerId } of holders) {
    if (recent.every((call) => call.caseId === caseId)) continue;
    scopes.set(teamScope(teamId), teamId);
    if (ownerId !== null) scopes.set(agentScope(ownerId), teamId);
  }
  if (!oldest || scopes.size === 0) return null;
  const times = recent.map(({ startedAt, endedAt, doubtful }) => ({
    startedAt,
    endedAt,
    ...(doubtful && { doubtful }),
  }));
  const doc = JSON.stringify({ id, number, calls: times } satisfies NumberCalls);
  // A millisecond later: until then it is within the horizon.
  return { row: { number, id, doc, dueAt: oldest.endedAt + horizon + 1 }, scopes };
}

/** New rows go to all scopes that need them, known ones to those that have none; they leave the others. */
function entriesOf(
  wanted: ReadonlyMap<string, ReadonlyMap<string, string>>,
  news: ReadonlySet<string>,
  present: readonly { scope: string; teamId: string; id: string }[],
): FeedEntries {
  const entries: FeedEntries = new Map();
  const add = (teamId: string, scope: string, entityId: string, op: FeedEntry['op']) =>
    entries.set(teamId, [...(entries.get(teamId) ?? []), { scope, entity: 'calls', entityId, op }]);
  const held = new Set(present.map(({ scope, id }) => `${scope} ${id}`));
  for (const [id, scopes] of wanted)
    for (const [scope, teamId] of scopes)
      if (news.has(id) || !held.has(`${scope} ${id}`)) add(teamId, scope, id, 'put');
  for (const { scope, teamId, id } of present)
    if (!wanted.get(id)?.has(scope)) add(teamId, scope, id, 'revoke');
  return entries;
}
