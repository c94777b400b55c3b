import { strToU8, type Zippable, zipSync } from 'fflate';

/** A cell: a text, a number or a truth value, or the element's attributes and content as they stand there. */
export type CellOf = string | number | boolean | null | { attributes?: string; content: string };

export interface SheetOf {
  rows: readonly (readonly CellOf[])[];
  name?: string;
  state?: 'hidden' | 'veryHidden';
}

/** Styles of `dated`: none, a date that every program knows, one as Chinese people write it, a text. */
const STYLES = { none: 0, date: 1, chinese: 2, text: 3, padded: 4 } as const;

/** A moment as workbooks keep it: days since the last day of 1899, under a format of dates. */
export const dated = (days: number, style: keyof typeof STYLES = 'date'): CellOf => ({
  attributes: `s="${STYLES[style]}"`,
  content: `<v>${days}</v>`,
});

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\0', '_x0000_');

export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}

function cellXml(cell: CellOf, reference: string): string {
  if (cell === null) return `<c r="${reference}" s="0"/>`;
  if (typeof cell === 'object') return `<c r="${reference}" ${cell.attributes ?? ''}>${cell.content}</c>`;
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

function sheetXml({ rows }: SheetOf): string {
  const lines = rows.map((cells, row) => {
    const inside = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row + 1}`));
    return `<row r="${row + 1}">${inside.join('')}</row>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook by their names, before they are packed. */
export function workbookParts(
  sheets: readonly SheetOf[],
  { properties = '', strings = [] as readonly string[] } = {},
): Record<string, string> {
  const listed = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name ?? `Sheet${index + 1}`}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  );
  const related = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const formats =
    '<numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ h:mm;@"/><numFmt numFmtId="177" formatCode="00000000000"/></numFmts>';
  const styles = [0, 22, 176, 49, 177].map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`);
  return {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="${RELATIONS}"><workbookPr ${properties}/><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${related.join('')}<Relationship Id="rIdS" Type="${RELATIONS}/styles" Target="styles.xml"/><Relationship Id="rIdT" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet>${formats}<cellXfs count="${styles.length}">${styles.join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst>${strings.map((string) => `<si>${string}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)]),
    ),
  };
}

export function packed(parts: Readonly<Record<string, string>>): Buffer {
  const bytes: Zippable = Object.fromEntries(
    Object.entries(parts).map(([name, text]) => [name, strToU8(text)]),
  );
  return Buffer.from(zipSync(bytes));
}

export const workbook = (...sheets: SheetOf[]): Buffer => packed(workbookParts(sheets));
