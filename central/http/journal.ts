/** One finished request: nothing of its content. */
export interface RequestLine {
  id: string;
  method: string;
  /** The route's pattern, never the address that was asked for. */
  route: string;
  status: number;
  ms: number;
}

/** What central writes about its work: allow-listed fields only, so that no personal data can get in. */
export interface Journal {
  request(line: RequestLine): void;
  failure(requestId: string, error: unknown): void;
}

/** Writes nothing. */
export const silentJournal: Journal = { request: () => undefined, failure: () => undefined };

function nameOf(error: unknown): { name: string; code: string | null } {
  if (!(error instanceof Error)) return { name: typeof error, code: null };
  return { name: error.name, code: 'code' in error && typeof error.code === 'string' ? error.code : null };
}

/** Where in our own code it went wrong. The message stays out: a database's may quote a row. */
function placesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim());
}

/** One JSON line per request and failure, through `write`. */
export function lineJournal(now: () => number, write: (line: string) => void): Journal {
  const line = (fields: Record<string, unknown>) => write(`${JSON.stringify({ at: now(), ...fields })}\n`);
  return {
    request: (request) => line({ event: 'request', ...request }),
    failure: (requestId, error) =>
      line({ event: 'failure', id: requestId, ...nameOf(error), places: placesOf(error) }),
  };
}
