import type { PushResult } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import { DOUBTS } from '../../shared/case/history.ts';
import { NO_TIES } from '../../shared/mutation/access.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import { isNumberDecision } from '../../shared/mutation/number-decisions.ts';
import { premisesOf } from '../../shared/mutation/premise.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';
import { accountById, formerTeams, membersOfTeams } from '../db/accounts.ts';
import type { Trx } from '../db/connect.ts';
import type { CallResult } from '../db/facts.ts';
import { type StoredMutation, settle, storedResults, waitingFor } from '../db/mutations.ts';
import { Arrival, type Circumstances } from './arrival.ts';
import { type Claim, Doubts, isClaim, type KnownOfCalls } from './doubts.ts';
import { evidenceAbout } from './evidence.ts';
import { knowingOf } from './known-matters.ts';
import { knownOfOthers, knownOfWaiting } from './known-of-calls.ts';
import { dispositionsOfTeams, Libraries, readableLibrary, versionsUsed } from './library.ts';
import type { ChangedCase } from './publish-cases.ts';
import { receiptKeyOf } from './receipt.ts';

/** One piece of waiting work, with everything that judging it takes. */
interface Piece {
  stored: StoredMutation;
  mutation: Mutation;
  circumstances: Omit<Circumstances, 'documents' | 'changed' | 'libraryOf'>;
}

/** Work that waits for cases which a transaction changes or adds: applied in the same transaction. */
export class Waiting {
  readonly #trx: Trx;
  readonly #ids: Ids;
  readonly #at: number;
  /** Cases that were looked after already. */
  readonly #seen = new Set<string>();
  #pieces: Piece[] = [];
  #libraryOf: (teamId: string) => Library | null = () => null;
  readonly #done: Arrival[] = [];
  readonly #results: PushResult[] = [];

  constructor(trx: Trx, { ids, at }: { ids: Ids; at: number }) {
    this.#trx = trx;
    this.#ids = ids;
    this.#at = at;
  }

  /**
   * Applies what waits for these cases and fits by now, in the order of arrival, until nothing more does:
   * what is applied may be what other work waits for. Answers whether any case changed.
   */
  async applyTo(changed: Map<string, ChangedCase>): Promise<boolean> {
    await this.#load(changed);
    let any = false;
    while (this.#applyFirst(changed)) any = true;
    return any;
  }

  /** Numbers about which the work decides. */
  get decided(): string[] {
    return this.#done.flatMap((arrival) => [...arrival.decided]);
  }

  /** Results of calls that only now are known to be any. */
  get results(): CallResult[] {
    return this.#done.flatMap((arrival) => arrival.results);
  }

  /** Writes what became of the work; the cases and results are for whoever changes them. */
  async store(): Promise<void> {
    for (const arrival of this.#done) await arrival.store(this.#trx);
    await settle(this.#trx, this.#results);
  }

  #applyFirst(changed: Map<string, ChangedCase>): boolean {
    for (const piece of this.#pieces) {
      const shared = { documents: new Map(), changed, libraryOf: this.#libraryOf };
      const arrival = new Arrival({ ...piece.circumstances, ...shared });
      const result = arrival.retry(piece.mutation, piece.stored);
      if (!result) continue;
      this.#pieces = this.#pieces.filter((other) => other !== piece);
      this.#done.push(arrival);
      this.#results.push(result);
      return true;
    }
    return false;
  }

  async #load(changed: ReadonlyMap<string, ChangedCase>): Promise<void> {
    const fresh = [...changed.keys()].filter((id) => !this.#seen.has(id));
    for (const id of fresh) this.#seen.add(id);
    const found: Piece[] = [];
    for (const stored of await waitingFor(this.#trx, fresh)) {
      const piece = await this.#pieceOf(stored, changed);
      if (piece) found.push(piece);
    }
    if (found.length === 0) return;
    this.#pieces.push(...found);
    const teamIds = [...changed.values()].map(({ subject }) => subject.teamId);
    this.#libraryOf = await new Libraries(this.#trx).all(teamIds);
  }

  async #pieceOf(stored: StoredMutation, changed: ReadonlyMap<string, ChangedCase>): Promise<Piece | null> {
    const mutation = Mutation.safeParse(stored.body).data;
    const account = await accountById(this.#trx, stored.accountId);
    const formerly = await formerTeams(this.#trx, stored.accountId);
    const library = account && (await readableLibrary(this.#trx, account.team_id));
    if (!mutation || !library) return null;
    const teamId = account.team_id;
    const subject = changed.get(mutation.args.caseId)?.subject;
    const documents = new Map([[mutation.args.caseId, subject]]);
    const decides = isNumberDecision(mutation) && subject?.kind === 'spam_report';
    const evidence = await evidenceAbout(this.#trx, decides ? [subject.facts.reportedNumber] : []);
    const waiting = [...evidence.values()].flat();
    const given = { mutations: [mutation], documents, libraryOf: () => library, evidence: waiting };
    const teams = [teamId, ...(subject && formerly.has(subject.teamId) ? [subject.teamId] : [])];
    const { receivedAt } = stored;
    const premises = await storedResults(this.#trx, premisesOf(mutation));
    const settledNow = (id: string) => this.#results.some((result) => result.id === id);
    return {
      stored,
      mutation,
      circumstances: {
        caller: { id: account.id, role: account.role, permissions: account.permissions, teamId, formerly },
        library,
        evidence,
        dispositionsOf: await dispositionsOfTeams(
          this.#trx,
          new Libraries(this.#trx),
          teams,
          versionsUsed([mutation]),
        ),
        assignableIn: await membersOfTeams(this.#trx, teams),
        // When its desk had read last was forgotten while it waited.
        knowing: await knowingOf(this.#trx, { caller: account, readAt: null, ahead: 0, receivedAt }, given),
        receivedAt,
        clientId: stored.clientId,
        clockOff: stored.result.flags.includes('clock_off'),
        ...(await this.#doubtsOf(
          stored,
          mutation,
          { id: account.id, teamId, role: account.role, formerly },
          changed,
        )),
        settled: (id) => settledNow(id) || (premises.get(id)?.status ?? 'waiting') !== 'waiting',
        receiptKey: await receiptKeyOf(this.#trx),
        ids: this.#ids,
      },
    };
  }

  /**
   * What was doubted of a claim when it came, by what central knew of the desk then, and what its case says
   * against it now.
   */
  async #doubtsOf(
    { result, receivedAt }: StoredMutation,
    mutation: Mutation,
    author: KnownOfCalls['author'],
    changed: ReadonlyMap<string, ChangedCase>,
  ): Promise<Pick<Circumstances, 'doubtsOf' | 'tiesTo'>> {
    if (!isClaim(mutation)) {
      const known = knownOfOthers({ author, receivedAt, now: this.#at });
      const tiesTo = (subject: Case) => new Doubts(known).tiesTo(subject, mutation);
      return { doubtsOf: () => ({ flags: [], shift: 0 }), tiesTo };
    }
    const isNew = changed.get(mutation.args.caseId)?.before === null;
    const importedAt = isNew ? this.#at : null;
    const known = await knownOfWaiting(
      this.#trx,
      { author, receivedAt, now: this.#at, importedAt },
      mutation,
    );
    const flagsOf = (claim: Claim, subject: Case | null) => {
      const now = new Doubts(known).of(claim, subject).flags;
      return DOUBTS.filter((doubt) => result.flags.includes(doubt) || now.includes(doubt));
    };
    return {
      doubtsOf: (claim, subject) => ({ flags: flagsOf(claim, subject), shift: 0 }),
      tiesTo: (subject) =>
        flagsOf(mutation, subject).length > 0 ? NO_TIES : new Doubts(known).tiesTo(subject, mutation),
    };
  }
}
