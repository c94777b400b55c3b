/** One line of a CSV file with its line break, quoted where needed. */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}

/** How formulas begin, in full-width signs too, and what spreadsheets pass over before them (OWASP). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet takes for a formula. */
export function inert(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** What `inert` made of a cell, as it was. */
export function activeAgain(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
