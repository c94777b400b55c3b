import { randomBytes } from 'node:crypto';

/** Fresh for every page load, so that a style in text from outside can never carry it. */
export function newStyleNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Nothing but our own files; styles that the component library makes at run time carry the page's nonce. */
export function contentPolicy(styleNonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
