import type { Case } from '../case/case.ts';
import { type HistoryEntry, inOrder } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { MessageEntry } from '../case/steps.ts';
import type { Library } from '../policy/library.ts';
import { groundToLift, type Request, requestsOf } from '../policy/requests.ts';
import type { Instant } from '../time.ts';
import { causeOf } from './cause.ts';
import { behind, withEntry } from './history.ts';

/** When central asks, and how it makes ids: the same name always gives the same id. */
export interface Asking {
  at: Instant;
  derived(name: string): string;
}

function aim(request: Request): string {
  return request.type === 'message' ? request.purpose : `${request.step}:${request.measureId}`;
}

/**
 * What brought a request about. A measure is taken back for what was found of its holder, wherever that lies
 * in time by now.
 */
function groundOf(subject: Case, request: Request, library: Library, at: Instant): string {
  if (request.type === 'measure') return groundToLift(subject)?.id ?? 'decided';
  const asks = (earlier: Case) =>
    requestsOf(earlier, library, at).some(
      (other) => other.type === 'message' && other.purpose === request.purpose,
    );
  return causeOf(subject, { library, at }, asks) ?? 'opened';
}

/**
 * The id of a request: of the case, what is asked for and what brought it about; a further one for the same
 * reason differs.
 */
function requestId(subject: Case, request: Request, library: Library, { at, derived }: Asking): string {
  const cause = groundOf(subject, request, library, at);
  const taken = new Set(subject.history.map(({ id }) => id));
  for (let time = 0; ; time += 1) {
    const id = derived(['request', subject.id, aim(request), cause, ...(time > 0 ? [time] : [])].join(':'));
    if (!taken.has(id)) return id;
  }
}

/**
 * The case with what central has to ask other systems for after a change, recorded as facts of its history.
 * Asking changes nothing about the next step: the plan stays as of the latest fact, as a desk makes it. The
 * ids of the requests are derived, so that a central that was put back asks for the same once more instead of
 * for something new.
 */
export function followedUp(subject: Case, library: Library, asking: Asking): Case {
  const { at } = asking;
  let current = subject;
  for (const request of requestsOf(subject, library, at)) {
    const id = requestId(current, request, library, asking);
    const made = { id, at: behind(current.history, at), byId: null };
    const entry: HistoryEntry =
      request.type === 'message'
        ? { ...made, ...request, requestId: id, why: null }
        : { ...made, ...request };
    const longer: Case = { ...current, history: withEntry(current.history, entry) };
    current = replanned(longer, library, at);
  }
  return current;
}

/**
 * The messages that a central which was put back at `restoredAt` must have asked for before, and does not ask
 * for any more because of what it has learned by now, by their ids. As of the restore: when they were asked
 * for, their receipts say.
 */
export function missedRequests(
  subject: Case,
  library: Library,
  { restoredAt, derived }: Pick<Asking, 'derived'> & { restoredAt: Instant },
): Map<string, MessageEntry> {
  const ordered = inOrder(subject.history);
  const known = new Set(ordered.map(({ id }) => id));
  const missed = new Map<string, MessageEntry>();
  let asked = new Set<string>();
  for (const [index, { at: since }] of ordered.entries()) {
    if (since >= restoredAt) continue;
    const at = Math.min(ordered[index + 1]?.at ?? restoredAt, restoredAt);
    const earlier = replanned({ ...subject, history: ordered.slice(0, index + 1) }, library, at);
    const messages = requestsOf(earlier, library, at).filter((request) => request.type === 'message');
    for (const request of messages) {
      // What was asked for already goes back to the same cause.
      if (asked.has(request.purpose)) continue;
      const id = requestId(earlier, request, library, { at, derived });
      if (known.has(id)) continue;
      missed.set(id, { ...request, id, at: restoredAt, byId: null, requestId: id, why: null });
    }
    asked = new Set(messages.map(({ purpose }) => purpose));
  }
  return missed;
}
