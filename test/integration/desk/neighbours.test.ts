import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import type { WriterEvent } from '../../../electron/sync/messages.ts';
import type { Case } from '../../../shared/case/case.ts';
import { relatedCaseOf, withRelated } from '../../../shared/case/related.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { result } from '../../support/calls.ts';
import { callableCase } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, openWriterHere, scratchFolder } from '../../support/desk.ts';

const FILTER = { tab: 'due', kind: null, search: '', assigneeId: null } as const;

it('a call takes the other case of the same number out of the queue at once', async () => {
  const folder = scratchFolder();
  const place = deskFileIn(folder.path);
  const finding = { verdict: 'confirmed' as const, action: null, decidedAt: 0 };
  const decided = (n: number): Case => {
    const made = callableCase(n, { assigneeId: LOCAL_AGENT.id });
    return made.kind === 'spam_report' ? { ...made, facts: { ...made.facts, finding } } : made;
  };
  const one = decided(1);
  const other = { ...decided(2), contact: one.contact };
  const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  fill(store, [withRelated(one, relatedCaseOf(other)), withRelated(other, relatedCaseOf(one))]);
  store.close();

  const events: WriterEvent[] = [];
  const start = { place, user: LOCAL_AGENT, server: 'http://127.0.0.1:9' };
  const writer = await openWriterHere(start, (event) => events.push(event));
  const reader = new DeskReader(place.file, place.key);
  onTestFinished(async () => {
    reader.close();
    await writer.close();
    folder.remove();
  });
  const queue = new QueueIndex(reader.queue);
  const listed = () => {
    const now = systemClock.now();
    return queue.list(FILTER, { now, callingTime: true }).map(({ id }) => id);
  };
  expect(listed().sort()).toEqual([one.id, other.id].sort());

  await writer.call('commit', [result(one.id, 'NOANS')]);

  for (const event of events) if (event.event === 'cases') queue.changed(event.ids);
  const gap = DEFAULT_LIBRARY.policy.perNumber.minGapMinutes * 60_000;
  const plan = reader.case(other.id)?.plan;
  expect(plan?.notBefore).toBeGreaterThanOrEqual(systemClock.now() + gap - 60_000);
  expect(listed()).toEqual([]);
});
