/**
 * The form in which account names are stored and compared: width, case and surrounding space do not matter.
 */
export function normaliseAccount(account: string): string {
  return account.normalize('NFKC').trim().toLowerCase();
}
