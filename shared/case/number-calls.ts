import { z } from 'zod';
import { Instant } from '../time.ts';
import type { Case } from './case.ts';
import { type Attempt, attemptsOf, type NumberEntry } from './history.ts';

/** When a call to a number was. */
export const NumberCall = z.object({
  startedAt: Instant,
  endedAt: Instant,
  /** Nobody has confirmed that it was made. */
  doubtful: z.literal(true).optional(),
});
export type NumberCall = z.infer<typeof NumberCall>;

/** More calls to a number than these are not remembered: caps are over long before. */
export const MOST_CALLS = 200;

/**
 * The counted calls to a number, whoever made them about whichever case: times alone, oldest first. Every
 * desk that has an open case of the number has it, when others have called there.
 */
export const NumberCalls = z.object({
  id: z.uuid(),
  number: z.string().max(24),
  calls: z.array(NumberCall).max(MOST_CALLS),
});
export type NumberCalls = z.infer<typeof NumberCalls>;

/** A call as its case has it. `id`: of the attempt. */
export interface CallOfCase extends NumberCall {
  id: string;
  number: string;
}

/** The number that a call went to: the alternative one may have been replaced since. */
function numberDialled({ contact, history }: Case, { dialled, at }: Attempt): string | null {
  if (dialled === 'phone') return contact.phone;
  const next = history.find((entry): entry is NumberEntry => entry.type === 'number' && entry.at > at);
  return next?.former ?? next?.phone ?? contact.altPhone;
}

/** The calls of a case that count for the numbers they went to, oldest first. */
export function callsOf(subject: Case): CallOfCase[] {
  return attemptsOf(subject.history).flatMap((attempt) => {
    const number = attempt.counted ? numberDialled(subject, attempt) : null;
    const { id, startedAt, endedAt, doubtful } = attempt;
    return number === null ? [] : [{ id, number, startedAt, endedAt, ...(doubtful && { doubtful }) }];
  });
}

/** The numbers under which a case's person may be called. */
export function numbersOf({ contact: { phone, altPhone } }: Case): string[] {
  return altPhone === null || altPhone === phone ? [phone] : [phone, altPhone];
}

/** The number that the next call would go to. */
export function numberNext({ contact, plan }: Case): string {
  return (plan.params.number === 'altPhone' && contact.altPhone) || contact.phone;
}

const timesOf = ({ startedAt, endedAt }: NumberCall): string => `${startedAt} ${endedAt}`;

/** Some calls without others; calls are the same when their times are, each once. */
function without<C extends NumberCall>(calls: readonly C[], others: readonly NumberCall[]): C[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(timesOf(other), (left.get(timesOf(other)) ?? 0) + 1);
  return calls.filter((call) => {
    const count = left.get(timesOf(call)) ?? 0;
    left.set(timesOf(call), count - 1);
    return count <= 0;
  });
}

/**
 * The calls for other cases to the number that a case would call next. `known`: the row of that number; null:
 * there is none, then what a program of before noted with the case is all that is known. `pending`: calls for
 * other cases that central may not have yet.
 */
export function callsElsewhere(
  subject: Case,
  known: NumberCalls | null,
  pending: readonly NumberCall[] = [],
): NumberCall[] {
  const number = numberNext(subject);
  const own = callsOf(subject).filter((call) => call.number === number);
  const noted = number === subject.contact.phone ? subject.related.flatMap(({ calls }) => calls) : [];
  const others = known ? without(known.calls, own) : noted;
  return [...others, ...without(pending, others)];
}
