import { readFile, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { contentPolicy, newStyleNonce } from './content-policy.ts';

export const PAGE_ORIGIN = 'app://desk';
const NONCE_PLACEHOLDER = '__STYLE_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * Answers app:// requests from one folder: GET, our one host, known file types, nothing outside the folder
 * (also not through links), with the content policy as a response header.
 */
export async function servePage(root: string, request: { method: string; url: string }): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const path = pathOf(request.url);
  if (path === null) return refusal(400);
  const type = TYPES[extname(path)];
  const file = join(root, path);
  if (type === undefined || !(await isInside(root, file))) return refusal(404);
  const nonce = newStyleNonce();
  const body = await readFile(file);
  const page = extname(path) === '.html' ? body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce) : body;
  return new Response(page, {
    headers: {
      'content-type': type,
      'content-security-policy': contentPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    },
  });
}

/** The decoded path below the root, or null for anything that is not plainly one. */
function pathOf(address: string): string | null {
  try {
    const url = new URL(address);
    const path = decodeURIComponent(url.pathname);
    const ours = url.protocol === 'app:' && url.host === 'desk' && url.username === '';
    if (!ours || /[\\\0]|(^|\/)\.\.?(\/|$)/.test(path)) return null;
    return path === '/' ? '/index.html' : path;
  } catch {
    return null;
  }
}

/** Whether the file that a path really leads to lies below the root. */
async function isInside(root: string, file: string): Promise<boolean> {
  try {
    const from = relative(await realpath(root), await realpath(file));
    return from !== '' && !from.startsWith('..') && !isAbsolute(from);
  } catch {
    return false;
  }
}

function refusal(status: number): Response {
  return new Response(null, { status });
}
