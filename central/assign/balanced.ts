/** A case that needs an owner, with the number that will be called. */
export interface Unowned {
  id: string;
  phone: string;
}

/**
 * Who gets which case: a person's cases stay with one agent; otherwise the agent with the fewest open cases,
 * of several the first. The same input gives the same answer. `loads`: open cases per agent; `callers`: agent
 * by number.
 */
export function balanced(
  cases: readonly Unowned[],
  loads: readonly { agentId: string; open: number }[],
  callers: ReadonlyMap<string, string>,
): Map<string, string> {
  const load = new Map(loads.map(({ agentId, open }) => [agentId, open]));
  const known = new Map(callers);
  const owners = new Map<string, string>();
  for (const { id, phone } of cases) {
    const owner = known.get(phone) ?? leastLoaded(load);
    if (owner === null) break;
    known.set(phone, owner);
    owners.set(id, owner);
    load.set(owner, (load.get(owner) ?? 0) + 1);
  }
  return owners;
}

function leastLoaded(load: ReadonlyMap<string, number>): string | null {
  let least: [string, number] | null = null;
  for (const entry of load) if (!least || entry[1] < least[1]) least = entry;
  return least?.[0] ?? null;
}
