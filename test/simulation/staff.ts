import type { Permission, Role, SignedInUser } from '../../shared/api/account.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Policy } from '../../shared/policy/policy.ts';

/** The people of every run, with the ids that they have in its database. */
export type Staff = readonly SignedInUser[];

export const TEAMS = ['North', 'South'] as const;
export type TeamName = (typeof TEAMS)[number];

interface Person {
  account: string;
  role: Role;
  team: TeamName;
  permissions: Permission[];
}

function person(account: string, role: Role, team: TeamName, ...permissions: Permission[]): Person {
  return { account, role, team, permissions };
}

/** Those who have a desk; the other systems of a team follow them. */
export const PEOPLE: readonly Person[] = [
  person('a1', 'agent', 'North'),
  person('a2', 'agent', 'North', 'findings'),
  person('a3', 'agent', 'North'),
  person('l1', 'lead', 'North'),
  person('l2', 'admin', 'North'),
  person('b1', 'agent', 'South'),
  person('b2', 'lead', 'South'),
];

export const SYSTEMS: readonly Person[] = [
  person('north-system', 'integration', 'North'),
  person('south-system', 'integration', 'South'),
];

/** Who is added in the middle of a run. */
export const NEWCOMER = person('n1', 'agent', 'North');

/** Who is disabled now and then, and back before the end. */
export const LEAVER = 'a3';

/** How many tries each kind of case gets: no number is ever right for both teams. */
export const TRIES: Readonly<Record<TeamName, Record<'spam_report' | 'real_name', readonly number[]>>> = {
  North: { spam_report: [5, 3, 7], real_name: [4, 3, 5] },
  South: { spam_report: [2, 6, 8], real_name: [2, 6, 8] },
};

/**
 * The nth policy of a team. Its waiting times are short, so that a run of a few days climbs the whole ladder.
 */
export function policyOf(team: TeamName, nth: number): Policy {
  const { policy } = DEFAULT_LIBRARY;
  const tries = (kind: 'spam_report' | 'real_name') => TRIES[team][kind][nth % 3] ?? 1;
  const rules = (kind: 'spam_report' | 'real_name') => ({ ...policy.rules[kind], maxAttempts: tries(kind) });
  return {
    ...policy,
    rules: { spam_report: rules('spam_report'), real_name: rules('real_name') },
    ladder: {
      ...policy.ladder,
      waitHours: 2,
      highRiskWaitHours: 1,
      reminderAfterDays: 1,
      secondWaitHours: 2,
      failedVerifications: 1,
    },
  };
}

export function libraryOfTeam(team: TeamName): Library {
  return { ...DEFAULT_LIBRARY, policy: policyOf(team, 0) };
}
