import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { DemoRow } from '../../central/demo/generate.ts';
import { DAY } from '../../shared/time.ts';
import { generatedRows } from './generate.ts';

/** A row of a file and when it comes in. */
export interface Arrival {
  at: number;
  row: DemoRow;
}

/** What comes in during the month, in order of time. */
export interface Inflow {
  reports: Arrival[];
  cards: Arrival[];
  /** The first and the last moment of the month. */
  from: number;
  to: number;
}

/** Where the rows come from: files, or (null) the machine's data or generated ones. */
export interface Sources {
  reports: string | null;
  cards: string | null;
  seed: number;
  /** How many rows are generated, or taken of a file. */
  limits?: { reports: number; cards: number };
}

const REAL = resolve('../shared/data');
/** Midnight in the operator's zone is so long after midnight UTC, negative. */
const ZONE = 8 * 3_600_000;
const MONTH_DAYS = 31;
/** What was reported last needs so long until its loop is closed. */
const AFTERMATH_DAYS = 7;
const CARD_DAYS = 8;

async function rowsOf(file: string): Promise<DemoRow[]> {
  return parse(await readFile(file, 'utf8'), { columns: true, bom: true });
}

/** The file that was named, else the machine's own, else null. */
function chosen(given: string | null, own: string, generated: boolean): string | null {
  if (given !== null) return given;
  return !generated && existsSync(resolve(REAL, own)) ? resolve(REAL, own) : null;
}

/**
 * The reports, each at its time, and the cards, which come in over the first days of the month. The month
 * begins on the day before the first report, at midnight in the operator's zone; it lasts 31 days, longer if
 * reports come in later.
 */
export async function inflow({ reports, cards, seed, limits }: Sources): Promise<Inflow> {
  const made = generatedRows(seed, limits ?? { reports: 3_000, cards: 2_000 });
  const files = {
    reports: chosen(reports, 'spam-reports.csv', limits !== undefined),
    cards: chosen(cards, 'real-name-cards.csv', limits !== undefined),
  };
  const reported = (files.reports ? await rowsOf(files.reports) : made.reports)
    .map((row): Arrival => ({ at: Date.parse(row.reported_at ?? ''), row }))
    .sort((a, b) => a.at - b.at);
  const first = reported.find(({ at }) => Number.isFinite(at))?.at ?? 0;
  const last = reported.findLast(({ at }) => Number.isFinite(at))?.at ?? first;
  const from = Math.floor((first + ZONE) / DAY) * DAY - ZONE - DAY;
  const sold = files.cards ? await rowsOf(files.cards) : made.cards;
  return {
    // A row without a readable time comes in with the first ones and is central's to reject.
    reports: reported.map(({ at, row }) => ({ at: Number.isFinite(at) ? at : from, row })),
    cards: sold.map((row, index) => ({
      at: from + Math.floor((index / sold.length) * CARD_DAYS) * DAY + DAY / 3,
      row,
    })),
    from,
    to: Math.max(from + MONTH_DAYS * DAY, last + AFTERMATH_DAYS * DAY),
  };
}
