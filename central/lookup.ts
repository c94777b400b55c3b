import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Case } from '../shared/case/case.ts';
import { maskPhone } from '../shared/format.ts';
import { recordAudit } from './db/accounts.ts';
import { casesReachedBy } from './db/cases.ts';
import type { Caller, Services } from './services.ts';
import { heldCases } from './sync/held-cases.ts';
import { readableCase } from './sync/stored-case.ts';

/** As many as an answer holds. */
const MOST = 50;

/** The ways in which a number may be written: as it was typed, and as imports keep it. */
function spellings(number: string): string[] {
  const known = parsePhoneNumberFromString(number.replace(/^00/, '+'), 'CN');
  const national =
    known?.countryCallingCode === '86' ? [known.nationalNumber, `0${known.nationalNumber}`] : [];
  return [...new Set([number, ...(known ? [known.number] : []), ...national])];
}

/**
 * The cases of the caller's team whose person has this number, open ones first: somebody calls in and is to
 * be told. Kept in the audit with the cases that were shown, without the number.
 */
export async function lookUp(
  { db, clock, ids }: Pick<Services, 'db' | 'clock' | 'ids'>,
  caller: Caller,
  { number }: { number: string },
): Promise<{ cases: Case[] }> {
  return db.transaction().execute(async (trx) => {
    const documents = await casesReachedBy(trx, caller.teamId, spellings(number), MOST);
    const cases = await heldCases(
      trx,
      documents.flatMap((document) => readableCase(document) ?? []),
    );
    await recordAudit(trx, {
      id: ids.uuid(),
      at: clock.now(),
      kind: 'lookup',
      accountId: caller.id,
      detail: { number: maskPhone(number), cases: cases.map(({ id }) => id).join(' ') },
    });
    return { cases };
  });
}
