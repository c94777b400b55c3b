import type { Permission, Role } from '../api/account.ts';
import type { Case } from '../case/case.ts';
import type { ErrorCode } from '../errors.ts';
import type { Mutation } from './mutation.ts';

export const RELATIONS = ['owner', 'former', 'visitor', 'colleague', 'lead', 'admin', 'foreign'] as const;
/**
 * What somebody is to a case. `owner`: also who had it as far as their desk could know; `visitor`: an agent
 * who looked it up on the same day; `foreign`: of another team.
 */
export type Relation = (typeof RELATIONS)[number];

/**
 * `findings`: with this permission; `own`: about calls of their own; `kept`: taken as a fact of the ledger
 * that does nothing to the case.
 */
export type Access = 'yes' | 'no' | 'findings' | 'own' | 'kept';

type Row = readonly [Access, Access, Access, Access, Access, Access, Access];

const ALL: Row = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'];
const LEADS: Row = ['no', 'no', 'no', 'no', 'yes', 'yes', 'no'];
const STAFF: Row = ['findings', 'findings', 'findings', 'findings', 'yes', 'yes', 'no'];

/**
 * Whoever may do what, by relation in the order of `RELATIONS`: the one table, for desk, central and screen.
 */
const TABLE: Readonly<Record<Mutation['name'], Row>> = {
  logAttempt: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'kept'],
  correctAttempt: ['own', 'own', 'own', 'own', 'yes', 'yes', 'no'],
  // Never of calls of one's own: the command itself sees to that.
  confirmCalls: LEADS,
  addNote: ALL,
  recordReveal: ALL,
  addNumber: ['yes', 'no', 'yes', 'no', 'yes', 'yes', 'no'],
  reassign: LEADS,
  beginInvestigation: STAFF,
  recordFinding: STAFF,
  resolveReview: LEADS,
  // Anybody of the team: a proposal does nothing until a lead who did not make it decides.
  proposeMeasure: ALL,
  decideMeasure: LEADS,
  decideAppeal: LEADS,
};

export function accessOf(name: Mutation['name'], relation: Relation): Access {
  return TABLE[name][RELATIONS.indexOf(relation)] ?? 'no';
}

/** A person as far as it decides what they may do. */
export interface Person {
  id: string;
  role: Role;
  teamId: string;
  permissions: readonly Permission[];
}

type Known = Pick<Case, 'teamId' | 'assigneeId' | 'history'>;

/**
 * What is known of somebody when they did something to a case, beside what the case says. `had`: it was
 * theirs as far as their desk could know; `visited`: they had looked it up on that day.
 */
export interface Ties {
  had: boolean;
  visited: boolean;
  /** They were of the case's team then, as far as their desk could know; absent: only if they are now. */
  member?: boolean;
}

export const NO_TIES: Ties = { had: false, visited: false };

const hadBefore = ({ history }: Known, personId: string) =>
  history.some((entry) => entry.type === 'assignment' && entry.fromId === personId);

/** What a person is to a case. Never by a time that they say themselves. */
export function relationOf(
  subject: Known,
  { id, role, teamId }: Omit<Person, 'permissions'>,
  { had, visited, member = false }: Ties,
): Relation {
  if ((teamId !== subject.teamId && !member) || role === 'integration') return 'foreign';
  if (role !== 'agent') return role;
  if (subject.assigneeId === id || had) return 'owner';
  if (visited) return 'visitor';
  return hadBefore(subject, id) ? 'former' : 'colleague';
}

/**
 * Whether a person may do something to a case: also whether a screen offers it. `callBy`: who made the call
 * it is about.
 */
export function may(
  name: Mutation['name'],
  relation: Relation,
  person: Pick<Person, 'id' | 'permissions'>,
  callBy: string | null = null,
): boolean {
  const access = accessOf(name, relation);
  if (access === 'findings') return person.permissions.includes('findings');
  if (access === 'own') return callBy === person.id;
  return access === 'yes';
}

/** What the table says to one mutation on a case: goes on, kept without effect, or refused with a code. */
export function admitted(
  mutation: Mutation,
  subject: Case,
  person: Person,
  ties: Ties,
): 'applied' | 'kept' | ErrorCode {
  const relation = relationOf(subject, person, ties);
  if (accessOf(mutation.name, relation) === 'kept') return 'kept';
  const call =
    mutation.name === 'correctAttempt'
      ? subject.history.find(({ id, type }) => type === 'attempt' && id === mutation.args.attemptId)
      : undefined;
  // A call that is not in the case is nobody's: that it is missing is told by the correction itself.
  if (mutation.name === 'correctAttempt' && !call && relation !== 'foreign') return 'applied';
  return may(mutation.name, relation, person, call?.byId) ? 'applied' : 'forbidden';
}

/** The roles of which some person may do it to some case. */
export function rolesThatMay(name: Mutation['name']): Role[] {
  const agents: readonly Relation[] = ['owner', 'former', 'visitor', 'colleague'];
  const some = (relations: readonly Relation[]) => relations.some((each) => accessOf(name, each) !== 'no');
  const roles: [Role, readonly Relation[]][] = [
    ['agent', agents],
    ['lead', ['lead']],
    ['admin', ['admin']],
  ];
  return roles.flatMap(([role, relations]) => (some(relations) ? role : []));
}
