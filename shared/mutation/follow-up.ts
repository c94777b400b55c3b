import type { Case } from '../case/case.ts';
import type { HistoryEntry } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import { requestsOf } from '../policy/requests.ts';
import type { Ids } from '../ports.ts';
import { behind, withEntry } from './history.ts';

/**
 * The case with what central has to ask other systems for after a change, recorded as facts of its history. Asking changes
 * nothing about the next step: the plan stays as of the latest fact, as a desk makes it.
 */
export function followedUp(subject: Case, library: Library, { at, ids }: { at: number; ids: Ids }): Case {
  let current = subject;
  for (const request of requestsOf(subject, library, at)) {
    const id = ids.uuid();
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
