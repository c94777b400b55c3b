import type { Member } from '../../shared/api/account.ts';
import type { Desk } from '../../shared/api/desks.ts';
import type { PersonLoad } from '../../shared/ipc/board.ts';

interface PersonRow {
  /** Null: what nobody has. */
  name: string | null;
  load: PersonLoad;
}

const IDLE = { open: 0, due: 0, overdue: 0, appointment: 0, openEnds: 0 };

/**
 * A row for every agent who works here and for everybody who has cases, whoever is most behind first; last
 * what nobody has.
 */
export function rowsOf(people: readonly PersonLoad[], members: readonly Member[]): PersonRow[] {
  const loads = new Map(people.map((load) => [load.id, load]));
  const nobody = loads.get(null);
  const rows = members.flatMap(({ id, name, role, active }): PersonRow[] => {
    const load = loads.get(id);
    if (!load && !(active && role === 'agent')) return [];
    return [{ name, load: load ?? { id, ...IDLE } }];
  });
  rows.sort(
    (a, b) =>
      b.load.openEnds - a.load.openEnds ||
      b.load.overdue - a.load.overdue ||
      b.load.open - a.load.open ||
      (a.load.id ?? '').localeCompare(b.load.id ?? ''),
  );
  return nobody ? [...rows, { name: null, load: nobody }] : rows;
}

/** What is known of somebody's desks together; nulls: the desk did not say, or none was in contact. */
export interface Contact {
  unsent: number | null;
  lastSeenAt: number | null;
}

/** The desks of one person; `unknown` as long as central has not answered. */
export function contactOf(desks: readonly Desk[] | undefined, accountId: string): Contact | 'unknown' {
  if (!desks) return 'unknown';
  const theirs = desks.filter((desk) => desk.accountId === accountId);
  if (theirs.length === 0) return { unsent: null, lastSeenAt: null };
  const silent = theirs.every(({ unsent }) => unsent === null);
  return {
    unsent: silent ? null : theirs.reduce((sum, { unsent }) => sum + (unsent ?? 0), 0),
    lastSeenAt: Math.max(...theirs.map(({ lastSeenAt }) => lastSeenAt)),
  };
}
