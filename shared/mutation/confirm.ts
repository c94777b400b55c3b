import type { Case } from '../case/case.ts';
import { doubtfulCalls, isOwnCall, type Told } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import type { Made } from './decide.ts';
import { withEntry } from './history.ts';
import type { ConfirmCalls } from './mutation.ts';

/**
 * Lets doubtful calls and corrections count from now on, as if nobody had doubted them. Refused with
 * `not_found` (no case, or a call that is not in it) or `own_call` (somebody else must). Those that count
 * already stay as they are.
 */
export function confirmCalls(
  { args }: ConfirmCalls,
  made: Made,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (!subject) return { ok: false, code: 'not_found', params: {} };
  const { history } = subject;
  const named = args.attemptIds.flatMap((id): Told[] => {
    const told = history.find((entry) => entry.id === id);
    return told?.type === 'attempt' || told?.type === 'correction' ? [told] : [];
  });
  if (named.length < args.attemptIds.length) return { ok: false, code: 'not_found', params: {} };
  if (named.some((told) => isOwnCall(told, history, context.author.id)))
    return { ok: false, code: 'own_call', params: {} };
  const doubtful = doubtfulCalls(history).filter((id) => args.attemptIds.includes(id));
  if (doubtful.length === 0) return { ok: true, cases: [], flags: [] };
  const entry = { ...made, type: 'calls_confirmed' as const, attemptIds: doubtful };
  const longer: Case = { ...subject, history: withEntry(history, entry) };
  return { ok: true, cases: [replanned(longer, context.library, made.at)], flags: [] };
}
