import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../shared/ports.ts';
import { ensureFolder } from './files.ts';

const LIMIT = 1_000_000;

/**
 * All that a line may say. A closed list, so that no name, number, text or token can get into the log by
 * accident: whoever needs another field adds it here and answers for it.
 */
export interface LogFields {
  channel?: string;
  code?: string;
  count?: number;
  ms?: number;
  version?: string;
  /** Class and place of a programming error in our own files, see `placeOf`. */
  place?: string;
}

export interface Log {
  write(event: string, fields?: LogFields): void;
  /** The newest lines, oldest first. */
  recent(lines: number): unknown[];
}

/**
 * Lines of JSON in one file of at most 1 MB and one before it. A disk that is full costs the line, never the
 * work.
 */
export function fileLog(path: string, clock: Clock): Log {
  let bytes = sizeOf(path);
  return {
    write(event, fields = {}) {
      const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), event, ...fields })}\n`;
      try {
        if (bytes === 0) ensureFolder(dirname(path));
        if (bytes > LIMIT) {
          renameSync(path, `${path}.1`);
          bytes = 0;
        }
        appendFileSync(path, line, { mode: 0o600 });
        bytes += line.length;
      } catch {
        bytes = sizeOf(path);
      }
    },
    recent(lines) {
      if (!existsSync(path)) return [];
      const newest = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines);
      return newest.flatMap((line) => parsed(line));
    },
  };
}

/**
 * Where an unexpected error comes from: its class and the top frame, without the message, which may quote
 * data.
 */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  const position = /([\w.-]+:\d+:\d+)\)?$/.exec(frame);
  return `${error.name} ${position?.[1] ?? ''}`.trim();
}

/** A line that a crash left half written is left out. */
function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
