import { isIP, isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';

const MOST_HOPS = 10;

function isRange(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  if (isIP(address) === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  // Everybody would be believed with 0.
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128);
}

/** Reads whose `X-Forwarded-For` is believed: a number of proxies, or addresses and ranges between commas. */
export function trustedProxies(text: string): number | string[] {
  if (/^\d+$/.test(text)) {
    const hops = Number(text);
    if (hops >= 1 && hops <= MOST_HOPS) return hops;
    throw new InvalidArgumentError(`From 1 to ${MOST_HOPS} proxies can be in a row.`);
  }
  const ranges = text.split(',').map((range) => range.trim());
  if (ranges.every(isRange)) return ranges;
  throw new InvalidArgumentError(
    'How many proxies are in a row, or their addresses: 1, 127.0.0.1 or 10.0.0.0/8,fd00::/8.',
  );
}
