import { describe, expect, test } from 'vitest';
import { Member } from '../../../shared/api/account.ts';
import { AccountName, PersonName, StaffNumber, TeamName } from '../../../shared/names.ts';

const read = (schema: typeof PersonName, text: string) => schema.safeParse(text).data ?? null;

describe.each([
  ['person', PersonName],
  ['team', TeamName],
])('the name of a %s', (_, schema) => {
  test.each([
    ['王敏', '王敏'],
    ['  Anna\u00a0 Li\u3000', 'Anna Li'],
    ['Zoe\u0308', 'Zoë'],
    ['𠮷野', '𠮷野'],
    ["O'Brien-王", "O'Brien-王"],
    ['名'.repeat(80), '名'.repeat(80)],
  ])('%j is kept as %j', (text, kept) => expect(read(schema, text)).toBe(kept));

  test.each([
    ['', 'nothing'],
    [' \u3000\u00a0 ', 'blanks'],
    ['名'.repeat(81), 'too many signs'],
    ['𠮷'.repeat(41), 'more than a desk stores'],
    ['a\0b', 'NUL'],
    ['a\nb', 'a line end'],
    ['a\u2028b', 'a line end of Unicode'],
    ['a\u001b[31mb', 'a command to the terminal'],
    ['a\u200bb', 'a blank without width'],
    ['\u3164', 'a Hangul filler'],
    ['a\u2800b', 'a blank of Braille'],
    ['a\u202eb', 'a change of direction'],
    ['a\ufe0fb', 'a variation selector'],
    ['\ud800', 'half a character'],
  ])('%j is refused: %s', (text) => expect(read(schema, text)).toBeNull());
});

describe('an account', () => {
  test.each([
    [' Chen ', 'chen'],
    ['ＣＨＥＮ１', 'chen1'],
    ['li.lei_2@north-b+x', 'li.lei_2@north-b+x'],
    ['王敏', '王敏'],
  ])('%j is kept as %j', (text, kept) => expect(read(AccountName, text)).toBe(kept));

  test.each(['', ' ', 'a b', 'сhen', 'a\0', 'a\nb', 'a\u200bb', 'chën', '.a', 'a'.repeat(81), 'a/b', '-a'])(
    '%j is refused',
    (text) => expect(read(AccountName, text)).toBeNull(),
  );
});

describe('a staff number', () => {
  test.each([
    ['', ''],
    [' １０２４ ', '1024'],
    ['A-12', 'A-12'],
    ['客服 12', '客服 12'],
  ])('%j is kept as %j', (text, kept) => expect(read(StaffNumber, text)).toBe(kept));

  test.each(['1'.repeat(21), '1\n2', '1\0', '1\u200b2', '=1', '\u3164'])('%j is refused', (text) =>
    expect(read(StaffNumber, text)).toBeNull(),
  );
});

test('a desk shows whatever an older central let pass', () => {
  const person = { id: '3f6f7c1e-5f8c-4b5e-9d0e-0c2f0d6b8a11', role: 'agent', active: true };
  const shown = (name: string, staffNumber: string) => Member.parse({ ...person, name, staffNumber });
  expect(shown('', '1'.repeat(30))).toMatchObject({ name: '', staffNumber: '1'.repeat(20) });
  expect(shown(`${'名'.repeat(90)}`, '')).toMatchObject({ name: '名'.repeat(80) });
  expect(shown('a\u001b\u200b b\n', '')).toMatchObject({ name: 'a b' });
});
