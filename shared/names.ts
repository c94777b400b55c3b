import { z } from 'zod';

/** Signs that nobody sees or that stand for no character: control, format, line ends, half characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text as a database keeps it: no NUL, no half of a character. */
export const KeptText = z.string().regex(/^[^\0\p{Cs}]*$/u);

/** Characters, not the halves in which some are stored. */
const lengthOf = (text: string) => [...text].length;

/** A name as it reads: composed, with plain blanks, single and never at its ends. */
function tidied(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
}

/** The form in which accounts are stored and compared: width, case and surrounding space do not matter. */
export function normaliseAccount(account: string): string {
  return account.normalize('NFKC').trim().toLowerCase();
}

const LONGEST = 80;
const LONGEST_NUMBER = 20;

const nameOf = () =>
  z
    .string()
    .overwrite(tidied)
    .refine((name) => name !== '' && lengthOf(name) <= LONGEST && name.length <= LONGEST)
    .refine((name) => !UNSEEN.test(name));

/** What a person is called, on every screen and in every export. */
export const PersonName = nameOf();
export const TeamName = nameOf();

/** Latin or Chinese, so that no two accounts look alike; what others typed before goes on. */
export const AccountName = z
  .string()
  .overwrite(normaliseAccount)
  .regex(/^[a-z0-9\p{Script=Han}][a-z0-9\p{Script=Han}._@+-]*$/u)
  .max(LONGEST);

/** What a script says instead of a name; '': none. */
export const StaffNumber = z
  .string()
  .overwrite((number) => number.normalize('NFKC').trim())
  .regex(/^(?:[a-z0-9\p{Script=Han}][a-z0-9\p{Script=Han} .#/-]*)?$/iu)
  .max(LONGEST_NUMBER);

/** A name that is shown, whatever an older program let pass: no line, no length that breaks a screen. */
export function shownName(longest: number) {
  return z.string().overwrite((text) => {
    const seen = tidied(text.replace(new RegExp(UNSEEN, 'gu'), ''));
    return [...seen].slice(0, longest).join('');
  });
}
