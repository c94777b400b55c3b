/**
 * Masks a number for a screen: first three and last four digits stay (138****1234), the convention of Chinese
 * operators. Numbers of up to seven digits keep only their last two.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, '');
  if (digits.length <= 7) return `${'*'.repeat(Math.max(0, digits.length - 2))}${digits.slice(-2)}`;
  return `${digits.slice(0, 3)}${'*'.repeat(digits.length - 7)}${digits.slice(-4)}`;
}

/** Masks what is a tail already: of four characters none may stay. */
export function maskTail(tail: string): string {
  return '*'.repeat(tail.length);
}

/** The last four digits: what a script may say aloud. */
export function phoneTail(phone: string): string {
  return phone.slice(-4);
}
