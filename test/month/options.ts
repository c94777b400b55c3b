import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What a month is asked for on the command line. */
export interface MonthFlags {
  /** Null: the machine's own file, or generated rows. */
  reports: string | null;
  cards: string | null;
  seed: number;
  /**
   * How many rows are generated from the seed, three reports to two cards; absent: files, or as many as those
   * have.
   */
  limits?: { reports: number; cards: number };
  /** Null: as many as the work needs. */
  agents: number | null;
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} is a whole number, at least ${least}; "${text}" is none.`);
}

function existing(name: string, file: string | undefined): string | null {
  if (file === undefined) return null;
  if (existsSync(file)) return file;
  throw new Error(`--${name}: there is no file ${file}.`);
}

function shared(cases: number): { reports: number; cards: number } {
  const reports = Math.ceil(cases * 0.6);
  return { reports, cards: cases - reports };
}

/**
 * Reads the flags of a month. Throws with a sentence when one is unknown or makes no sense, before anything
 * is lived.
 */
export function monthFlags(args: readonly string[]): MonthFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reports: { type: 'string' },
      cards: { type: 'string' },
      seed: { type: 'string', default: '1' },
      agents: { type: 'string' },
      cases: { type: 'string' },
    },
  });
  const files = values.reports !== undefined || values.cards !== undefined;
  if (values.cases !== undefined && files)
    throw new Error('--cases asks for generated rows; leave it out with --reports and --cards.');
  return {
    reports: existing('reports', values.reports),
    cards: existing('cards', values.cards),
    seed: wholeNumber('seed', values.seed, 0),
    agents: values.agents === undefined ? null : wholeNumber('agents', values.agents, 1),
    ...(values.cases !== undefined && { limits: shared(wholeNumber('cases', values.cases, 1)) }),
  };
}
