import { pick } from '../../central/demo/random.ts';
import type { Case } from '../../shared/case/case.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import type { Rng } from '../../shared/ports.ts';
import type { Agent } from './agent.ts';
import type { Agenda } from './clock.ts';
import { mayCallAt } from './oracle/hours.ts';
import type { OutsideClient } from './outside/client.ts';

/**
 * Where people who missed a call, or object to a measure, call in: whoever is free finds their case by the
 * number.
 */
export class Switchboard {
  /**
   * Calls that were answered; how many of them about a case of another desk; calls about nothing that is
   * open.
   */
  readonly count = { taken: 0, lookedUp: 0, inVain: 0 };
  readonly #agenda: Agenda;
  readonly #agents: readonly Agent[];
  readonly #rng: Rng;
  readonly #centralOf: (agent: Agent) => OutsideClient;

  constructor(
    agenda: Agenda,
    agents: readonly Agent[],
    { rng, centralOf }: { rng: Rng; centralOf(agent: Agent): OutsideClient },
  ) {
    this.#agenda = agenda;
    this.#agents = agents;
    this.#rng = rng;
    this.#centralOf = centralOf;
  }

  /** Somebody calls at that moment. */
  expect(phone: string, at: number): void {
    this.#agenda.plan(at, () => this.#ring(phone));
  }

  async #ring(phone: string): Promise<void> {
    const present = this.#agents.filter((agent) => !agent.isAbsent);
    const [first] = present;
    const now = this.#agenda.clock.now();
    if (!first || !mayCallAt(first.desk.library.policy.calendar, now)) return;
    const knowing = present.find(({ desk }) => desk.list('open', { search: phone }).length > 0);
    // Mostly the agent who called them answers; else anybody.
    const agent = knowing && this.#rng.next() < 0.6 ? knowing : pick(this.#rng, present);
    const here = this.#callable(
      phone,
      agent.desk.list('open', { search: phone }).flatMap(({ id }) => agent.desk.case(id) ?? []),
    );
    const away = here.length > 0 || agent.desk.isOffline ? [] : await this.#centralOf(agent).lookUp(phone);
    const [subject] = [...here, ...this.#callable(phone, away)];
    if (!subject) {
      this.count.inVain += 1;
      return;
    }
    this.count.taken += 1;
    if (here.length === 0) this.count.lookedUp += 1;
    agent.takeIn(subject, now);
  }

  #callable(phone: string, cases: readonly Case[]): Case[] {
    return cases
      .filter((subject) => subject.contact.phone === phone && !isClosed(subject))
      .filter((subject) => subject.kind === 'real_name' || subject.facts.finding !== null);
  }
}
