import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningCentral, startCentralServer } from '../../central/central.ts';
import { type Database, openDatabase } from '../../central/db/connect.ts';
import { currentEpoch } from '../../central/db/meta.ts';
import { ensureTeam } from '../../central/db/teams.ts';
import { silentJournal } from '../../central/http/journal.ts';
import { heldCases } from '../../central/sync/held-cases.ts';
import { wakeCases } from '../../central/sync/wake.ts';
import { Case } from '../../shared/case/case.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { DAY, HOUR } from '../../shared/time.ts';
import { idsFor } from '../simulation/chance.ts';
import { agentsNeeded } from './agent.ts';
import { Agenda, MonthClock } from './clock.ts';
import { type Crew, crewOf } from './crew.ts';
import { MonthDesk } from './desk.ts';
import { IntakeClerk } from './intake.ts';
import { Ledger } from './ledger.ts';
import { ProposalWatch } from './oracle/proposals.ts';
import { OutsideClient } from './outside/client.ts';
import { type Inflow, inflow, type Sources } from './rows.ts';
import { schedule } from './schedule.ts';
import { hire } from './staff.ts';

/** What a month is lived on. */
export interface MonthOptions extends Sources {
  /** A migrated database without anything in it. */
  databaseUrl: string;
  /** Null: as many as the work needs. */
  agents: number | null;
  /** Hears each evening how the day was. */
  tell(line: string): void;
}

/** A month that was lived: what central has at its end, and what everybody remembers of it. */
export interface LivedMonth {
  at: number;
  cases: Case[];
  crew: Crew;
  ledger: Ledger;
  watch: ProposalWatch;
  intake: IntakeClerk['counts'];
  desks: readonly MonthDesk[];
  /** Open ends on a lead's screen, by evening. */
  openEnds: Map<string, number>;
}

const LEADS = ['lead'];

/** Who works where in a month, and where their files are. */
interface Stage {
  central: RunningCentral;
  db: Database;
  folder: string;
  rows: Inflow;
  options: MonthOptions;
  agenda: Agenda;
}

async function atWork({ central, db, folder, rows, options, agenda }: Stage): Promise<LivedMonth> {
  const { seed, tell } = options;
  const { clock, ids } = central.services;
  const ledger = new Ledger();
  const watch = new ProposalWatch(ledger);
  const { id: teamId } = await ensureTeam(db, 'Month', DEFAULT_LIBRARY, ids);
  const parts = { db, clock, ids, teamId };
  const accounts = Array.from({ length: options.agents ?? agentsNeeded(rows) }, (_, n) => `agent${n + 1}`);
  const staff = await hire(parts, { agents: accounts, leads: LEADS });
  const desks: MonthDesk[] = [];
  for (const account of [...accounts, ...LEADS]) {
    mkdirSync(join(folder, account));
    const place = { url: central.url, folder, seed, clock, ledger };
    desks.push(await MonthDesk.signIn(place, staff.of(account)));
  }
  const clients = new Map<string, OutsideClient>();
  const system = (account: string) => {
    const client = clients.get(account) ?? new OutsideClient(central.url, staff.of(account), clock);
    clients.set(account, client);
    return client;
  };
  const crew = crewOf(desks, { agenda, ledger, watch, seed, system });
  const clerk = new IntakeClerk(parts, folder);
  clerk.expect(agenda, rows);
  schedule({ agenda, from: rows.from, to: rows.to, seed }, crew, async () => {
    await wakeCases(central.services);
  });
  const openEnds = new Map<string, number>();
  const [lead] = crew.leads;
  for (let day = rows.from; day < rows.to; day += DAY) {
    agenda.plan(day + 22 * HOUR, () => {
      const date = new Date(day + DAY / 2).toISOString().slice(0, 10);
      openEnds.set(date, lead?.desk.openEnds() ?? 0);
      tell(`${date}  ${ledger.calls.length} calls, ${clerk.counts.imported} cases`);
    });
  }
  await agenda.live(rows.to, async () => central.services.spreads?.idle());
  const stored = await db.selectFrom('case_').select('doc').orderBy('id').execute();
  const documents = stored.map(({ doc }) => Case.parse(doc));
  const cases = await heldCases(db, documents);
  return { at: rows.to, cases, crew, ledger, watch, intake: clerk.counts, desks, openEnds };
}

/** Lives a month; the same options on any machine make the same one. */
export async function liveMonth<T>(options: MonthOptions, judge: (lived: LivedMonth) => T): Promise<T> {
  const rows = await inflow(options);
  const agenda = new Agenda(new MonthClock(rows.from));
  const folder = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'callback-month-'));
  const db = openDatabase(options.databaseUrl, 4);
  try {
    const ids = idsFor(options.seed, 'central');
    const parts = { db, epoch: await currentEpoch(db, ids), clock: agenda.clock, ids };
    const often = { signInsPerMinute: 10_000, requestsPerMinute: 1_000_000, lookupsPerMinute: 1_000_000 };
    const server = { ...often, waitMs: 0, journal: silentJournal };
    const central = await startCentralServer(parts, { host: '127.0.0.1', port: 0 }, server);
    try {
      const lived = await atWork({ central, db, folder, rows, options, agenda });
      const judged = judge(lived);
      for (const desk of lived.desks) desk.close();
      return judged;
    } finally {
      await central.close();
    }
  } finally {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}
