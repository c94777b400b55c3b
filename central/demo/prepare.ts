import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { HOUR } from '../../shared/time.ts';
import { addUser, permitUser } from '../accounts/users.ts';
import { assignBalanced } from '../assign/assign.ts';
import { accountByName } from '../db/accounts.ts';
import type { Database } from '../db/connect.ts';
import { demoBuiltAt, setDemoBuiltAt, wipeCases, workArrived } from '../db/demo.ts';
import { ensureTeam } from '../db/teams.ts';
import { importCards } from '../intake/cards.ts';
import { importFindings } from '../intake/findings.ts';
import type { Intake } from '../intake/new-cases.ts';
import { importSpamReports } from '../intake/spam-reports.ts';
import type { Caller } from '../services.ts';
import { FeedHub } from '../sync/hub.ts';
import { liveDays, VirtualClock } from './days.ts';
import { demoDesk } from './desk.ts';
import { type DemoRow, demoRows } from './generate.ts';
import { seededRng } from './random.ts';
import { DEMO_PASSWORD, DEMO_STAFF, DEMO_SYSTEMS, DEMO_TEAM } from './staff.ts';

/** After so long the appointments and promises of the demo no longer look like today's. */
const FRESH = 18 * HOUR;
const COUNTS = { reports: 250, cards: 150 };
const TOP_UP = { reports: 40, cards: 20 };

interface Parts {
  db: Database;
  clock: Clock;
  ids: Ids;
}

async function staff(parts: Parts, teamId: string): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (const person of DEMO_STAFF) {
    const known = await accountByName(parts.db, person.account);
    const id = known?.id ?? (await addUser(parts, { ...person, password: DEMO_PASSWORD, teamId }));
    const permissions = person.permissions ?? [];
    for (const permission of permissions)
      if (known && !known.permissions.includes(permission))
        await permitUser(parts, person.account, permission, true);
    callers.push({ id, role: person.role, permissions, teamId, sessionId: id, deviceId: null });
  }
  for (const system of Object.values(DEMO_SYSTEMS)) {
    const known = await accountByName(parts.db, system.account);
    if (!known) await addUser(parts, { ...system, password: DEMO_PASSWORD, teamId });
  }
  return callers;
}

async function build(parts: Parts, teamId: string, callers: readonly Caller[]): Promise<void> {
  const now = parts.clock.now();
  const rng = seededRng(717);
  const services = { db: parts.db, ids: parts.ids, hub: new FeedHub(parts.db), clock: new VirtualClock(now) };
  const agents = callers.filter(({ role }) => role === 'agent');
  const lead = callers.find(({ role }) => role === 'lead');
  if (!lead) throw new Error('the demo has no lead');
  await wipeCases(parts.db, parts.ids);
  await liveDays(
    { services, teamId, lead, agents, library: DEFAULT_LIBRARY, rng },
    demoRows(rng, now, COUNTS),
    now,
  );
}

/** New reports and cards of the day on top of what somebody has worked on, which stays as it is. */
async function topUp(parts: Parts, teamId: string): Promise<void> {
  const now = parts.clock.now();
  const day = new Date(now).toISOString().slice(5, 10);
  const rows = demoRows(seededRng(Math.floor(now / HOUR)), now, TOP_UP);
  const take = async <Row>(intake: Intake<Row>, given: readonly DemoRow[], column: string) => {
    const renamed = given.map((row) => ({ ...row, [column]: `${row[column] ?? ''}-${day}` }));
    await intake.take(
      { ...parts, teamId },
      renamed.map((row) => intake.read(row)),
    );
  };
  await take(importSpamReports, rows.reports, 'report_id');
  await take(importCards, rows.cards, 'card_id');
  await take(importFindings, rows.findings, 'report_id');
  await assignBalanced({ ...parts, teamId });
}

/**
 * Makes sure that the demo team exists and looks like today: built at first, rebuilt when it has become old
 * and nobody has worked in it, topped up with new cases when somebody has.
 */
export async function prepareDemo(parts: Parts): Promise<void> {
  const { id: teamId } = await ensureTeam(parts.db, DEMO_TEAM, DEFAULT_LIBRARY, parts.ids);
  const callers = await staff(parts, teamId);
  const builtAt = await demoBuiltAt(parts.db);
  const now = parts.clock.now();
  if (builtAt !== null && Math.abs(now - builtAt) < FRESH) return;
  const worked = await workArrived(
    parts.db,
    callers.map(({ id }) => demoDesk(id)),
  );
  await (builtAt !== null && worked ? topUp(parts, teamId) : build(parts, teamId, callers));
  await setDemoBuiltAt(parts.db, now);
}
