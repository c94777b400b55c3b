import { CodedError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/ipc/view.ts';

/** What can be dialled: digits, with a plus in front when international. */
const NUMBER = /^\+?\d{3,20}$/;
const DOMAIN = /^[a-z0-9]([a-z0-9.-]{0,118}[a-z0-9])?$/i;

/**
 * The address that the system's telephone program gets. Nothing but a checked number can be in it.
 * @throws dial_unavailable when the number or the SIP domain cannot be dialled.
 */
export function dialAddress(phone: string, settings: Pick<Settings, 'dialScheme' | 'sipDomain'>): string {
  const number = phone.replace(/[\s()-]/g, '');
  if (!NUMBER.test(number)) throw new CodedError('dial_unavailable');
  if (settings.dialScheme === 'tel') return `tel:${number}`;
  if (settings.sipDomain === '') return `sip:${number}`;
  if (!DOMAIN.test(settings.sipDomain)) throw new CodedError('dial_unavailable');
  return `sip:${number}@${settings.sipDomain}`;
}
