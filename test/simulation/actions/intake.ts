import { pick } from '../../../central/demo/random.ts';
import { importCards } from '../../../central/intake/cards.ts';
import type { Cells } from '../../../central/intake/cells.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import type { Case } from '../../../shared/case/case.ts';
import { HOUR } from '../../../shared/time.ts';
import type { World } from '../world.ts';
import { give } from './moves.ts';
import { type Action, agentsOf, someTeam } from './pick.ts';

/** A file as the operator hands it over; kept, because after a restore it is imported once more. */
export interface ImportFile {
  kind: 'reports' | 'cards' | 'findings';
  teamId: string;
  rows: Cells[];
}

const two = (value: number): string => String(value).padStart(2, '0');
const HOT_REPORTERS = 8;
const HOT_NUMBERS = 3;

/** Some people and numbers come up again and again, in both teams. */
function telephone(world: World, prefix: string, hot: number): string {
  const n = world.rng.next() < 0.35 ? world.between(1, hot) : 100 + world.cases;
  return `${prefix}${String(10_000_000 + n * 7_919).slice(-8)}`;
}

const moment = (at: number): string => new Date(at).toISOString();

function reportRow(world: World, number?: string): Cells {
  world.cases += 1;
  return {
    report_id: `R${two(world.cases)}`,
    reported_at: moment(world.now - world.between(1, 40) * HOUR),
    reporter_name: `reporter ${world.cases}`,
    reporter_phone: telephone(world, '138', HOT_REPORTERS),
    reported_number: number ?? telephone(world, '170', HOT_NUMBERS),
    content: `text ${world.cases}`,
    category: 'loan',
  };
}

function cardRow(world: World): Cells {
  world.cases += 1;
  return {
    card_id: `C${two(world.cases)}`,
    holder_name: `holder ${world.cases}`,
    phone: telephone(world, '138', HOT_REPORTERS),
    sold_on: moment(world.now - world.between(30, 90) * 24 * HOUR).slice(0, 10),
    missing: 'id_front;holding_photo',
    risk: pick(world.rng, ['high', '']),
  };
}

/** Imports a file, or the same file once more. */
export async function importFile(world: World, { kind, teamId, rows }: ImportFile): Promise<void> {
  const parts = { ...world.central.services, teamId };
  const taken = async <Row>(intake: {
    read(cells: Cells): Row;
    take(given: typeof parts, rows: Row[]): Promise<unknown>;
  }) => {
    await intake.take(
      parts,
      rows.map((row) => intake.read(row)),
    );
  };
  if (kind === 'reports') await taken(importSpamReports);
  if (kind === 'cards') await taken(importCards);
  if (kind === 'findings') await taken(importFindings);
}

async function imported(world: World, file: ImportFile): Promise<void> {
  world.files.push(file);
  await importFile(world, file);
}

/** Cases come in, and some of them are given to somebody at once. */
export const arrive: Action = async (world) => {
  const { rng } = world;
  const teamId = someTeam(world);
  const agents = agentsOf(world, teamId);
  const crowd = rng.next() < 0.1 ? pick(rng, agents) : null;
  const count = crowd ? 25 : world.between(1, 6);
  const cards = !crowd && rng.next() < 0.4;
  const same = crowd && rng.next() < 0.5 ? telephone(world, '170', HOT_NUMBERS) : undefined;
  if (same) world.traps.fire('number with many reports');
  const rows = Array.from({ length: count }, () => (cards ? cardRow(world) : reportRow(world, same)));
  await imported(world, { kind: cards ? 'cards' : 'reports', teamId, rows });
  world.note(`${count} ${cards ? 'cards' : 'reports'} arrive`);
  const names = rows.map((row) => row.report_id ?? row.card_id ?? '');
  const fresh = await world.central.db
    .selectFrom('case_')
    .select('id')
    .where('external_id', 'in', names)
    .orderBy('id')
    .execute();
  if (crowd)
    await give(
      world,
      fresh.map(({ id }) => id),
      crowd,
    );
  else for (const { id } of fresh) if (rng.next() < 0.8) await give(world, [id], pick(rng, agents));
};

/** A report on which evidence was told and had not arrived yet, and a time between the two. */
async function decidedBetween(world: World): Promise<{ row: Cells; at: number } | null> {
  if (world.rng.next() < 0.5) return null;
  const stored = await world.central.db
    .selectFrom('case_')
    .select('doc')
    .where('evidence', '=', true)
    .orderBy('id')
    .execute();
  const found = stored
    .flatMap(({ doc }) => (doc as Case).history.map((entry) => ({ doc: doc as Case, entry })))
    .map(({ doc, entry }) => ({ doc, entry, arrivedAt: world.arrivedAt.get(entry.id) ?? 0 }))
    .find(({ entry, arrivedAt }) => entry.type === 'attempt' && arrivedAt > entry.at + 1);
  if (found?.doc.kind !== 'spam_report') return null;
  const { externalId, facts } = found.doc;
  const row = { report_id: externalId, reported_number: facts.reportedNumber };
  return { row, at: Math.floor((found.entry.at + found.arrivedAt) / 2) };
}

/** What another department found out comes as a file. */
export const findings: Action = async (world) => {
  const { rng } = world;
  const reports = world.files.flatMap(({ kind, rows }) => (kind === 'reports' ? rows : []));
  if (reports.length === 0) return;
  const between = await decidedBetween(world);
  const rows = Array.from({ length: world.between(1, 3) }, (): Cells => {
    const { report_id: id = '', reported_number: number = '' } = between?.row ?? pick(rng, reports);
    const decidedAt = between?.at ?? world.now - world.between(0, 3) * HOUR;
    world.decided.push({ number, knew: decidedAt });
    return {
      ...(rng.next() < 0.5 ? { report_id: id } : { reported_number: number }),
      finding: pick(rng, ['confirmed', 'insufficient']),
      action: pick(rng, ['', 'warned']),
      decided_at: moment(decidedAt),
    };
  });
  world.note(`${rows.length} findings arrive`);
  await imported(world, { kind: 'findings', teamId: someTeam(world), rows });
};
