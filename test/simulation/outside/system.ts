import { pick } from '../../../central/demo/random.ts';
import { readAnswer } from '../../../electron/sync/read-answer.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import { type Outcome, OutcomesResponse, TakenResponse } from '../../../shared/api/outcomes.ts';
import { ROUTES } from '../../../shared/api/routes.ts';
import { CodedError } from '../../../shared/errors.ts';
import { idsFor, weighted } from '../chance.ts';
import { checkOnce } from '../model/once.ts';
import type { World } from '../world.ts';

type Kind = 'receipts' | 'confirmations' | 'verifications';

/** Something that this system did and tells central until central has answered. */
interface Report {
  kind: Kind;
  /** The message, measure or card. */
  about: string;
  status: string;
  at: number;
  answered: boolean;
}

const PAGE = 15;

/**
 * Another system of the operator: it reads the outcomes of its team, sends the messages and sets the measures
 * that it is asked for (each once, by its id), and tells central. Its line fails like everybody's.
 */
export class OutsideSystem {
  readonly user: SignedInUser;
  /** Outcomes by id: whoever reads them again knows them. */
  readonly seen = new Map<string, Outcome>();
  readonly reports: Report[] = [];
  /** Measures that stand on the operator's side. */
  readonly barred = new Set<string>();
  /** Measures that are to be taken back: one that does not stand by then is not done any more. */
  readonly #withdrawn = new Set<string>();
  readonly #world: World;
  #cursor: string | undefined;
  #token: string | null = null;
  #asked: Outcome[] = [];

  constructor(world: World, user: SignedInUser) {
    this.#world = world;
    this.user = user;
  }

  /** Reads a page; an answer that is lost is asked for again. Answers whether there may be more. */
  async read(): Promise<boolean> {
    const cursor = this.#cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.#cursor)}`;
    const page = await this.#ask(
      'GET',
      `${ROUTES.outcomes.path}?limit=${PAGE}${cursor}`,
      undefined,
      OutcomesResponse,
    ).catch((error: unknown) => {
      if (!(error instanceof CodedError)) throw error;
      if (error.code !== 'outcomes_restarted') return null;
      this.#restarted();
      return undefined;
    });
    if (page === undefined) return true;
    if (page === null) return false;
    this.#cursor = page.cursor;
    for (const outcome of page.outcomes) {
      if (this.seen.has(outcome.id)) continue;
      this.seen.set(outcome.id, outcome);
      if (outcome.type === 'message.requested') await checkOnce(this.#world, outcome);
      if (ASKED.includes(outcome.type)) this.#asked.push(outcome);
    }
    return page.more;
  }

  /** Does what was asked for longest, or something later, and tells central some of what it did. */
  async work(all: boolean): Promise<void> {
    const { rng } = this.#world;
    while (this.#asked.length > 0) {
      const index = all ? 0 : Math.floor(rng.next() * this.#asked.length);
      const [outcome] = this.#asked.splice(index, 1);
      if (outcome) this.#do(outcome);
      if (!all && rng.next() < 0.5) break;
    }
    await this.tell();
  }

  /** Looks at the evidence of a card. */
  verify(cardId: string, passed: boolean): void {
    this.#report('verifications', cardId, passed ? 'passed' : 'failed');
  }

  /** Tells central what it does not know yet, sometimes twice. */
  async tell(): Promise<void> {
    for (const kind of ['receipts', 'confirmations', 'verifications'] as const) {
      const open = this.reports.filter((report) => report.kind === kind && !report.answered);
      if (open.length === 0) continue;
      const times = this.#world.faults && this.#world.rng.next() < 0.15 ? 2 : 1;
      for (let time = 0; time < times; time += 1) await this.#bring(kind, open);
    }
  }

  async #bring(kind: Kind, reports: readonly Report[]): Promise<void> {
    const { path } = ROUTES[kind];
    const items = reports.map(itemOf);
    const answer = await this.#ask('POST', path, { items }, TakenResponse).catch(() => null);
    if (!answer) return;
    for (const [index, { status, code }] of answer.results.entries()) {
      const report = reports[index];
      this.#world.note(`${this.user.account} ${kind} ${report?.status} ${status} ${code ?? ''}`);
      if (report) report.answered = true;
    }
  }

  #do({ type, body }: Outcome): void {
    const { rng } = this.#world;
    const done = rng.next() < 0.9;
    if (type === 'message.requested') {
      this.#report('receipts', String(body.messageId), done ? 'delivered' : 'failed');
      return;
    }
    const measureId = String(body.measureId);
    const asked = type === 'measure.approved' ? 'applied' : 'lifted';
    if (asked === 'lifted') this.#withdrawn.add(measureId);
    else if (this.#withdrawn.has(measureId)) return;
    this.#report('confirmations', measureId, done ? asked : 'failed');
    if (!done) return;
    if (asked === 'applied') this.barred.add(measureId);
    else this.barred.delete(measureId);
  }

  #report(kind: Kind, about: string, status: string): void {
    this.reports.push({ kind, about, status, at: this.#world.now, answered: false });
  }

  /** Central was put back: everything is read again and told again. */
  #restarted(): void {
    this.#world.traps.fire('outcomes read from the beginning');
    this.#cursor = undefined;
    for (const report of this.reports) report.answered = false;
  }

  async #ask<A>(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    answer: { parse(value: unknown): A },
  ): Promise<A> {
    const world = this.#world;
    const fault = world.faults
      ? weighted(world.rng, [
          ['none', 80],
          ['lose_request', 10],
          ['lose_answer', 10],
        ] as const)
      : 'none';
    if (fault === 'lose_request') throw new CodedError('central_unreachable');
    let told = await this.#send(method, path, body);
    if (told.status === 401) {
      this.#token = null;
      told = await this.#send(method, path, body);
    }
    if (fault === 'lose_answer') {
      world.traps.fire('answer to another system lost');
      throw new CodedError('central_unreachable');
    }
    return readAnswer(told.status, told.text, answer as never) as A;
  }

  async #send(method: 'GET' | 'POST', path: string, body: unknown) {
    const { central } = this.#world;
    this.#token ??= (await central.signIn(this.user, idsFor(this.user.account, 'device').uuid())).accessToken;
    return central.request(this.#world.between(0, 1), { method, path, body, token: this.#token });
  }
}

const ASKED: readonly Outcome['type'][] = ['message.requested', 'measure.approved', 'measure.lift_requested'];

function itemOf({ kind, about, status, at }: Report): Record<string, unknown> {
  const rest = { at, reason: null };
  if (kind === 'receipts') return { messageId: about, status, ...rest };
  if (kind === 'confirmations') return { measureId: about, status, ...rest };
  return { cardId: about, passed: status === 'passed', ...rest };
}

/** One of the systems, the bigger team's more often. */
export function someSystem(world: World): OutsideSystem {
  const [first, second] = world.systems;
  if (!first || !second) throw new Error('no other systems');
  return pick(world.rng, [first, first, second]);
}
