import { systemClock, systemIds } from '../../../central/clock.ts';
import { lockCases } from '../../../central/db/cases.ts';
import { openCentralDatabase } from '../../../central/db/open.ts';
import { retried } from '../../../central/db/transaction.ts';
import { libraryOf } from '../../../central/sync/library.ts';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import { readCase } from '../../../central/sync/stored-case.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { replanned } from '../../../shared/case/replan.ts';
import { withEntry } from '../../../shared/mutation/history.ts';
import type { Library } from '../../../shared/policy/library.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { caseIdOf } from '../../support/seed-cases.ts';
import type { CentralProcess } from './central-process.ts';

/**
 * The card after its holder refused on the telephone and the gateway delivered the notice at `deliveredAt`
 * (ms, UTC).
 */
function refusedAndNotified(subject: Case, library: Library, deliveredAt: number): Case {
  const refuses = library.dispositions.dispositions.find(({ code }) => code === 'RN_REFUSE');
  if (!refuses) throw new Error('nobody can refuse');
  const calledAt = deliveredAt - HOUR;
  const requestId = systemIds.uuid();
  const message = { type: 'message', purpose: 'notice', requestId, byId: null, why: null } as const;
  const entries: HistoryEntry[] = [
    {
      id: systemIds.uuid(),
      at: calledAt,
      byId: subject.assigneeId,
      type: 'attempt',
      direction: 'outbound',
      disposition: refuses.code,
      reached: true,
      final: false,
      counted: true,
      effect: refuses.effect,
      dialled: 'phone',
      startedAt: calledAt - 2 * MINUTE,
      endedAt: calledAt,
      note: '',
      reason: '不愿意提供证件照片',
      callbackAt: null,
      evidence: [],
      run: null,
      policyVersion: library.policy.version,
      dispositionsVersion: library.dispositions.version,
      flags: [],
    },
    { ...message, id: requestId, at: calledAt, step: 'requested' },
    { ...message, id: systemIds.uuid(), at: deliveredAt, step: 'delivered' },
  ];
  let current = subject;
  for (const entry of entries) {
    const longer: Case = { ...current, history: withEntry(current.history, entry) };
    current = replanned(longer, library, entry.at);
  }
  return current;
}

/**
 * Lets days go by in a central that does not serve now: the holders of these cards refused and got their
 * notice so many hours ago.
 */
export async function notifyHolders(
  central: CentralProcess,
  cards: readonly { cardId: string; hoursAgo: number }[],
): Promise<void> {
  const binaries = process.env.CALLBACK_DESK_POSTGRES_BIN || undefined;
  const source = { url: undefined, data: central.data, binaries };
  const { db, close } = await openCentralDatabase(source, systemIds);
  const at = systemClock.now();
  try {
    await retried(db, async (trx) => {
      const hours = new Map<string, number>();
      for (const { cardId, hoursAgo } of cards)
        hours.set(await caseIdOf({ db: trx }, 'real_name', cardId), hoursAgo);
      const documents = await lockCases(trx, [...hours.keys()]);
      const changed = [];
      for (const [id, document] of documents) {
        const before = readCase(document);
        const library = await libraryOf(trx, before.teamId);
        const deliveredAt = at - (hours.get(id) ?? 0) * HOUR;
        changed.push({ before, subject: refusedAndNotified(before, library, deliveredAt) });
      }
      await publishCases(trx, { ids: systemIds, clock: systemClock, at }, changed);
    });
  } finally {
    await close();
  }
}
