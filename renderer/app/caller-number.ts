/**
 * A whole telephone number, as somebody types it who has a caller on the line; null when it is something
 * else.
 */
export function callerNumber(typed: string): string | null {
  const number = typed.replace(/[\s()-]/g, '').replace(/^(?:\+|00)86(?=\d{7,})/, '');
  return /^\+?\d{7,20}$/.test(number) ? number : null;
}
