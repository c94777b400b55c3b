import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Cells } from './cells.ts';
import type { Aliases } from './header.ts';

const Words = z.record(z.string().min(1).max(200), z.string().max(200));

/**
 * How one source writes its files: `columns`, its names for our columns; `words`, of our columns, its words
 * for what we know.
 */
const Mapping = z.strictObject({
  columns: Words.default({}),
  words: z.record(z.string(), Words).default({}),
});
export type Mapping = z.infer<typeof Mapping>;

export const NO_MAPPING: Mapping = { columns: {}, words: {} };

/** @throws Error with a sentence for the terminal when the file is none, or names an unknown column. */
export async function readMapping(path: string, aliases: Aliases): Promise<Mapping> {
  const text = await readFile(path, 'utf8');
  let value: unknown = null;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Said below.
  }
  const mapping = Mapping.safeParse(value).data;
  if (!mapping)
    throw new Error(
      `${path} is no mapping; it looks like {"columns": {"流水号": "report_id"}, "words": {"risk": {"A": "high"}}}.`,
    );
  const unknown = [...Object.values(mapping.columns), ...Object.keys(mapping.words)].find(
    (column) => !Object.hasOwn(aliases, column),
  );
  if (unknown !== undefined)
    throw new Error(`${path} names the column ${unknown}; there are ${Object.keys(aliases).join(', ')}.`);
  return mapping;
}

/** The names of columns with those of a source among them. */
export function withColumns(aliases: Aliases, { columns }: Mapping): Aliases {
  return Object.fromEntries(
    Object.entries(aliases).map(([column, names]) => [
      column,
      [...names, ...Object.keys(columns).filter((name) => columns[name] === column)],
    ]),
  );
}

/** A row with the words of a source in ours. */
export function translated(cells: Cells, { words }: Mapping): Cells {
  const known = Object.entries(words).flatMap(([column, meanings]) => {
    const text = cells[column]?.normalize('NFKC').trim();
    const found = Object.entries(meanings).find(([word]) => word.normalize('NFKC').trim() === text);
    return found ? [[column, found[1]] as const] : [];
  });
  return known.length > 0 ? { ...cells, ...Object.fromEntries(known) } : cells;
}
