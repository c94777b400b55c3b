import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { CellProblem, type Cells, word } from './cells.ts';

/** What people put between the digits of a number. */
const BETWEEN = /[\s().\-\u00B7\u2010-\u2015\u2212]/g;

const parsed = (text: string) => parsePhoneNumberFromString(text.replace(/^00/, '+'), 'CN');

/** A valid number in the form in which we keep it: domestic without +86, else with + and its country. */
function kept(text: string): string | null {
  const number = parsed(text);
  if (!number?.isValid()) return null;
  if (number.countryCallingCode !== '86') return number.number;
  return number.getType() === 'FIXED_LINE' ? `0${number.nationalNumber}` : number.nationalNumber;
}

/**
 * A number that we call: valid by the numbering plan, mainland China when it names no country. Domestic form
 * without +86.
 */
export function phone(cells: Cells, column: string): string {
  const number = kept(word(cells, column, 40));
  if (number === null) throw new CellProblem(`${column}: not a valid phone number`);
  return number;
}

/**
 * Any sender: 3-20 digits, short codes too. What is a number of mainland China is kept as `phone` keeps it,
 * that of another country with 00, so that one sender has one spelling.
 */
export function sender(cells: Cells, column: string): string {
  const text = word(cells, column, 40).replace(BETWEEN, '');
  const digits = text.replace(/^\+/, '00');
  if (!/^\d{3,20}$/.test(digits)) throw new CellProblem(`${column}: not a number of 3 to 20 digits`);
  const domestic = digits.replace(/^(00)?86/, '');
  if (domestic !== digits && kept(domestic) === domestic) return domestic;
  return digits.replace(/^0086/, '');
}
