import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What a month is asked for on the command line. */
export interface MonthFlags {
  /** Null: the machine's own file, or generated rows. */
  reports: string | null;
  cards: string | null;
  seed: number;
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

/** Reads the flags of a month. Throws with a sentence when one is unknown or makes no sense, before anything is lived. */
export function monthFlags(args: readonly string[]): MonthFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reports: { type: 'string' },
      cards: { type: 'string' },
      seed: { type: 'string', default: '1' },
      agents: { type: 'string' },
    },
  });
  return {
    reports: existing('reports', values.reports),
    cards: existing('cards', values.cards),
    seed: wholeNumber('seed', values.seed, 0),
    agents: values.agents === undefined ? null : wholeNumber('agents', values.agents, 1),
  };
}
