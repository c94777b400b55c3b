import fc from 'fast-check';
import { CHANNELS, type ChannelInput } from '../../../shared/ipc/channels.ts';
import type { ChannelName } from '../../../shared/ipc/names.ts';

const ID = '7d3c1f52-7c53-4d3e-9a63-0d9b8f0a1001';
const filter = { tab: 'open', kind: null, search: '', assigneeId: null } as const;
const attempt = {
  caseId: ID,
  direction: 'outbound',
  disposition: 'NOANS',
  note: '',
  reason: null,
  callbackAt: null,
  startedAt: 0,
  endedAt: 1,
  run: null,
  policyVersion: null,
  dispositionsVersion: null,
} as const;
const logged = { ...attempt, evidence: [] };

/** An argument that each channel takes. */
export const USABLE: { readonly [N in ChannelName]: ChannelInput<N> } = {
  'app.info': {},
  'settings.get': {},
  'settings.set': {},
  'session.current': {},
  'session.signIn': { server: 'http://127.0.0.1:1', account: 'nobody', password: 'x' },
  'session.signOut': {},
  'session.clear': {},
  'unsent.export': { server: 'http://127.0.0.1:1', account: 'nobody' },
  'library.get': {},
  'library.script': { kind: 'real_name', version: 1 },
  'members.list': {},
  'queue.count': filter,
  'queue.rows': { filter, offset: 0, limit: 10 },
  'queue.locate': { filter, caseId: ID },
  'board.read': {},
  'case.open': { caseId: ID },
  'case.reveal': { caseId: ID },
  'case.revealId': { caseId: ID },
  'case.dial': { caseId: ID, which: 'phone' },
  'case.addNote': { caseId: ID, text: 'x' },
  'case.correct': {
    caseId: ID,
    attemptId: ID,
    disposition: 'NOANS',
    reason: null,
    callbackAt: null,
    why: 'x',
  },
  'case.beginInvestigation': { caseId: ID },
  'case.recordFinding': { caseId: ID, verdict: 'confirmed', action: 'closed' },
  'case.addNumber': { caseId: ID, phone: '13800001234' },
  'case.resolveReview': { caseId: ID, decision: 'call_again', why: 'x' },
  'case.proposeMeasure': { caseId: ID, level: 'outgoing', why: 'x' },
  'case.decideMeasure': { caseId: ID, measureId: ID, approve: true, why: 'x' },
  'case.decideAppeal': { caseId: ID, uphold: true, why: 'x' },
  'case.confirmCalls': { caseId: ID, attemptIds: [ID], commandId: null },
  'case.confirmAll': { filter },
  'case.lookup': { number: '13800001234' },
  'case.reassign': { caseIds: [ID], toId: null },
  'case.reassignAll': { fromId: ID, toId: null },
  'draft.save': { caseId: ID, draft: null },
  'result.preview': logged,
  'result.log': logged,
  'sync.status': {},
  'sync.now': {},
  'sync.unsent': {},
  'refused.dismiss': { id: ID },
  'refused.again': { id: ID },
  'case.kept': { caseId: ID },
  'desks.list': {},
  'diagnosis.read': {},
  'diagnosis.save': {},
};

const OVERSIZE = 'x'.repeat(300_000);
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(OVERSIZE, -1, 1.5, 2 ** 60, '', '\0', [], {}, null),
);
const strangeKey = fc.oneof(
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'roles', '$where', ''),
  fc.string({ maxLength: 12 }),
);

/**
 * Arguments as JSON that a channel must refuse: anything at all, a field too many, too few, of another kind
 * or too large. Without a key `__proto__`, which does not get over the bridge.
 */
export function unusable(name: ChannelName): fc.Arbitrary<string> {
  const usable: Readonly<Record<string, unknown>> = USABLE[name];
  const fields = Object.keys(usable);
  const spoiled = fc.oneof(
    strange,
    fc.tuple(strangeKey, strange).map(([key, value]) => ({ ...usable, [key]: value })),
    ...fields.flatMap((field) => [
      strange.map((value) => ({ ...usable, [field]: value })),
      fc.constant(Object.fromEntries(Object.entries(usable).filter(([key]) => key !== field))),
    ]),
  );
  return spoiled
    .filter((value) => !CHANNELS[name].input.safeParse(value).success)
    .map((value) => JSON.stringify(value))
    .filter((json) => !json.includes('"__proto__"'));
}
