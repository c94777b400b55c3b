/** What a column is called in files of people, by its own name. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

/** The first lines of a file may be a title; no header comes later. */
export const LINES_ABOVE = 20;

const written = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\uFEFF]/g, '')
    .replace(/[:：*]+$/, '')
    .toLowerCase();

/** The columns of a file by their own names; a name that nobody knows stays as it is. */
export function columnsOf(cells: readonly string[], aliases: Aliases): string[] {
  const own = new Map(
    Object.entries(aliases).flatMap(([column, names]) =>
      [column, ...names].map((name) => [written(name), column] as const),
    ),
  );
  return cells.map((cell) => own.get(written(cell)) ?? written(cell));
}

/** The wanted columns that a header lacks. */
export function missingIn(columns: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((column) => !columns.includes(column));
}

/**
 * Why these columns are none of a file that can be imported; null when they are. Names only columns that are
 * known: the first line of a file without a header is somebody's data.
 */
export function headerProblem(
  columns: readonly string[],
  wanted: readonly string[],
  aliases: Aliases,
): string | null {
  const known = columns.filter((column) => Object.hasOwn(aliases, column));
  const missing = missingIn(columns, wanted);
  if (missing.length > 0) {
    const has = known.length > 0 ? known.join(', ') : 'no column that is known';
    return `The file lacks the column ${missing.join(', ')}; it has ${has}.`;
  }
  const twice = known.find((column, index) => known.indexOf(column) !== index);
  return twice === undefined ? null : `The file has the column ${twice} more than once.`;
}
