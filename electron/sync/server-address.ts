import { CodedError } from '../../shared/errors.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * A central's address as a person types it, in the one form that names its desk files: scheme, host, port,
 * path without a slash at the end. Without a scheme: https, or http on this machine.
 * @throws central_address_invalid
 */
export function serverAddress(typed: string): string {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch (error) {
    throw new CodedError('central_address_invalid', {}, { cause: error });
  }
  if (withScheme !== text && LOOPBACK.test(url.hostname)) url.protocol = 'http:';
  const usable = (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
  if (!usable || url.username !== '' || url.password !== '') throw new CodedError('central_address_invalid');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Whether nobody on the way can read along: https, or this machine itself. */
export function isPrivate(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
