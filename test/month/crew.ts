import type { Outcome } from '../../shared/api/outcomes.ts';
import { rngFor } from '../simulation/chance.ts';
import { Agent } from './agent.ts';
import type { Agenda } from './clock.ts';
import type { MonthDesk } from './desk.ts';
import { Switchboard } from './inbound.ts';
import { Lead } from './lead.ts';
import type { Ledger } from './ledger.ts';
import type { ProposalWatch } from './oracle/proposals.ts';
import type { OutsideClient } from './outside/client.ts';
import { Gateway } from './outside/gateway.ts';
import { OperatorSystem } from './outside/operator.ts';
import { Verifier } from './outside/verifier.ts';
import { People } from './people.ts';

/** Everybody who does something in a month. */
export interface Crew {
  agents: readonly Agent[];
  leads: readonly Lead[];
  switchboard: Switchboard;
  gateway: Gateway;
  operator: OperatorSystem;
  verifier: Verifier;
}

export interface CrewParts {
  agenda: Agenda;
  ledger: Ledger;
  watch: ProposalWatch;
  seed: number;
  /** Who speaks to central without a desk, by account. */
  system(account: string): OutsideClient;
}

/** Shares of the holders who react: to a notice or reminder, and to being barred. */
const WARNED = { handsIn: 0.22, callsIn: 0.1 };
const BARRED = { handsIn: 0.4, callsIn: 0.25 };

/** Puts people at their desks and joins them to each other and to the other systems. */
export function crewOf(desks: readonly MonthDesk[], parts: CrewParts): Crew {
  const { agenda, ledger, watch, seed, system } = parts;
  const people = new People(seed);
  const outside = { agenda, ledger, seed };
  const verifier = new Verifier(system('verifier'), outside);
  const agents: Agent[] = [];
  const switchboard = new Switchboard(agenda, agents, {
    rng: rngFor(seed, 'switchboard'),
    centralOf: ({ desk }) => system(desk.name),
  });
  const reacts = ({ caseId, body }: Outcome, shares: { handsIn: number; callsIn: number }) => {
    const now = agenda.clock.now();
    const { handsInAt, callsInAt } = people.reaction(caseId, now, shares);
    if (handsInAt !== null) verifier.expect(String(body.externalId), handsInAt);
    if (callsInAt !== null) switchboard.expect(String(body.phone), callsInAt);
  };
  for (const desk of desks.filter(({ user }) => user.role === 'agent')) {
    const agentParts = {
      agenda,
      ledger,
      people,
      watch,
      willCallIn: (phone: string, at: number) => switchboard.expect(phone, at),
      willHandIn: (cardId: string, at: number) => verifier.expect(cardId, at),
    };
    agents.push(new Agent(desk, agentParts, rngFor(seed, 'agent', desk.name)));
  }
  const leads = desks
    .filter(({ user }) => user.role === 'lead')
    .map((desk) => new Lead(desk, { agenda, agents, seed }));
  const noticed = (outcome: Outcome) => reacts(outcome, WARNED);
  const barred = (outcome: Outcome) => reacts(outcome, BARRED);
  return {
    agents,
    leads,
    switchboard,
    gateway: new Gateway(system('gateway'), { ...outside, noticed }),
    operator: new OperatorSystem(system('operator'), { ...outside, barred }),
    verifier,
  };
}
