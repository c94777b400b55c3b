import { addUser } from '../../central/accounts/users.ts';
import type { IntakeParts } from '../../central/intake/new-cases.ts';
import type { Role } from '../../shared/api/account.ts';
import type { TestUser } from '../support/central.ts';

const PASSWORD = 'month-of-march';
/** Other systems of the operator, each with an account of its own. */
const SYSTEMS = ['gateway', 'operator', 'verifier'] as const;

/** The people and systems of a month, by account. */
export class Staff {
  readonly #users: ReadonlyMap<string, TestUser>;

  constructor(users: readonly TestUser[]) {
    this.#users = new Map(users.map((user) => [user.account, user]));
  }

  of(account: string): TestUser {
    const user = this.#users.get(account);
    if (!user) throw new Error(`nobody is called ${account}`);
    return user;
  }
}

/** Adds everybody to the team. */
export async function hire(
  parts: IntakeParts,
  { agents, leads }: { agents: readonly string[]; leads: readonly string[] },
): Promise<Staff> {
  const roles: [account: string, role: Role][] = [
    ...agents.map((account): [string, Role] => [account, 'agent']),
    ...leads.map((account): [string, Role] => [account, 'lead']),
    ...SYSTEMS.map((account): [string, Role] => [account, 'integration']),
  ];
  const users: TestUser[] = [];
  for (const [index, [account, role]] of roles.entries()) {
    const { teamId } = parts;
    const staffNumber = String(1_001 + index);
    const person = { account, name: account, staffNumber, role, password: PASSWORD, teamId };
    users.push({ id: await addUser(parts, person), account, password: PASSWORD, role, teamId });
  }
  return new Staff(users);
}
