import { pick } from '../../../central/demo/random.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { SimDesk } from '../desk.ts';
import type { World } from '../world.ts';

export type Action = (world: World) => Promise<void>;

/** Desks that wait for no answer. */
export const openDesks = (world: World): SimDesk[] => world.desks.filter((desk) => !desk.waiting);

export const isLead = ({ role }: SignedInUser): boolean => role === 'lead' || role === 'admin';

/** Cases that a desk shows. */
export function casesOf(desk: SimDesk): Case[] {
  return desk.reader.queue.entries().flatMap(({ id }) => desk.reader.case(id) ?? []);
}

/** One of the cases, more often one to which something has happened already: stories go on. */
export function pickCase(world: World, cases: readonly Case[]): Case {
  const busy = cases.filter(({ history }) => history.some(({ type }) => type !== 'assignment'));
  return pick(world.rng, busy.length > 0 && world.rng.next() < 0.65 ? busy : cases);
}

/** The agents of a team. */
export function agentsOf(world: World, teamId: string): SignedInUser[] {
  return world.people.filter((person) => person.role === 'agent' && person.teamId === teamId);
}

/** Those of a team who decide. */
export function leadsOf(world: World, teamId: string): SignedInUser[] {
  return world.people.filter((person) => isLead(person) && person.teamId === teamId);
}

export const teamIds = (world: World): string[] => [...new Set(world.people.map(({ teamId }) => teamId))];

/** The bigger team more often. */
export function someTeam(world: World): string {
  const [first = '', second = ''] = teamIds(world);
  return world.rng.next() < 0.7 ? first : second;
}
