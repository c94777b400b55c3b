import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { instantOf } from '../../shared/policy/calendar.ts';
import { DEFAULT_CALENDAR } from '../../shared/policy/default-policy.ts';

/** A cell that cannot be used; the message goes into the rejects file and names no person. */
export class CellProblem extends Error {}

/** Cells of a row by column name. */
export type Cells = Readonly<Record<string, string>>;

/** The cell, trimmed; '' when the column is missing. */
export function optional(cells: Cells, column: string, longest: number): string {
  const text = (cells[column] ?? '').trim();
  if (text.includes('\0')) throw new CellProblem(`${column}: a character that no text has`);
  if (text.length > longest) throw new CellProblem(`${column}: longer than ${longest} characters`);
  return text;
}

export function required(cells: Cells, column: string, longest: number): string {
  const text = optional(cells, column, longest);
  if (text === '') throw new CellProblem(`${column}: empty`);
  return text;
}

/**
 * A number that we call: valid by the numbering plan, mainland China when it names no country. Domestic form
 * without +86.
 */
export function phone(cells: Cells, column: string): string {
  const text = required(cells, column, 40).normalize('NFKC');
  const number = parsePhoneNumberFromString(text.replace(/^00/, '+'), 'CN');
  if (!number?.isValid()) throw new CellProblem(`${column}: not a valid phone number`);
  if (number.countryCallingCode !== '86') return number.number;
  return number.getType() === 'FIXED_LINE' ? `0${number.nationalNumber}` : number.nationalNumber;
}

/** Any sender: 3-20 digits, short codes too; the country code of mainland China is dropped. */
export function sender(cells: Cells, column: string): string {
  const digits = required(cells, column, 40)
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(\+|00)86/, '');
  if (!/^\d{3,20}$/.test(digits)) throw new CellProblem(`${column}: not a number of 3 to 20 digits`);
  return digits;
}

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const LOCAL = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

function civilDate(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : null;
}

/**
 * A moment: ISO 8601 with its zone, or a date with or without time as a spreadsheet writes it, then in
 * Beijing's.
 */
export function instant(cells: Cells, column: string): number {
  const text = required(cells, column, 40).normalize('NFKC');
  const problem = new CellProblem(`${column}: not a date and time`);
  if (ZONED.test(text)) {
    const moment = Date.parse(text);
    if (Number.isNaN(moment) || moment < 0) throw problem;
    return moment;
  }
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] = LOCAL.exec(text) ?? [];
  const date = civilDate(year, month, day);
  if (!date || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw problem;
  return instantOf(DEFAULT_CALENDAR, date, Number(hour) * 60 + Number(minute)) + Number(second) * 1_000;
}

/** A calendar day as yyyy-mm-dd. */
export function calendarDay(cells: Cells, column: string): string {
  const [, year = '', month = '', day = ''] = LOCAL.exec(required(cells, column, 40).normalize('NFKC')) ?? [];
  const date = civilDate(year, month, day);
  if (!date) throw new CellProblem(`${column}: not a date`);
  return date;
}
