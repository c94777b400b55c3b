import { InvalidArgumentError } from 'commander';
import { momentOf } from '../intake/moments.ts';

/** Reads a moment from the command line; a date alone is the operator's day. */
export function instantOf(text: string): number {
  const moment = momentOf(text);
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('Write a moment like 2026-03-18 or 2026-03-18T08:00:00+08:00.');
  return moment;
}
