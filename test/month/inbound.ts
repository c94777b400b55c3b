import { pick } from '../../central/demo/random.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import type { Rng } from '../../shared/ports.ts';
import type { Agent } from './agent.ts';
import type { Agenda } from './clock.ts';
import { mayCallAt } from './oracle/hours.ts';

/** Where people who missed a call, or object to a measure, call in: whoever is free finds their case by the number. */
export class Switchboard {
  /** Calls that were put through, and those of people whom nobody could help at that desk. */
  taken = 0;
  notFound = 0;
  readonly #agenda: Agenda;
  readonly #agents: readonly Agent[];
  readonly #rng: Rng;

  constructor(agenda: Agenda, agents: readonly Agent[], rng: Rng) {
    this.#agenda = agenda;
    this.#agents = agents;
    this.#rng = rng;
  }

  /** Somebody calls at that moment. */
  expect(phone: string, at: number): void {
    this.#agenda.plan(at, () => this.#ring(phone));
  }

  #ring(phone: string): void {
    const present = this.#agents.filter((agent) => !agent.isAbsent);
    const now = this.#agenda.clock.now();
    if (present.length === 0 || !mayCallAt(pick(this.#rng, present).desk.library.policy.calendar, now))
      return;
    // Who called them last mostly answers; else anybody.
    const knowing = present.filter(({ desk }) => desk.list('open', { search: phone }).length > 0);
    const agent = this.#rng.next() < 0.7 && knowing[0] ? knowing[0] : pick(this.#rng, present);
    const found = agent.desk
      .list('open', { search: phone })
      .flatMap(({ id }) => agent.desk.case(id) ?? [])
      .filter((subject) => subject.contact.phone === phone && !isClosed(subject))
      .filter((subject) => subject.kind === 'real_name' || subject.facts.finding !== null);
    const [subject] = found;
    if (!subject) {
      this.notFound += 1;
      return;
    }
    this.taken += 1;
    agent.takeIn(subject, now);
  }
}
