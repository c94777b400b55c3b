import { z } from 'zod';
import { Member, type Role } from '../api/account.ts';
import { DesksResponse } from '../api/desks.ts';
import { KeptResponse } from '../api/kept.ts';
import { LookupRequest } from '../api/lookup.ts';
import { CaseKind, NumberName } from '../case/kinds.ts';
import { Plan } from '../case/plan.ts';
import { ErrorCode, ErrorParams } from '../errors.ts';
import { rolesThatMay } from '../mutation/access.ts';
import {
  AddNumber,
  BeginInvestigation,
  ConfirmCalls,
  DecideAppeal,
  DecideMeasure,
  type Mutation,
  ProposeMeasure,
  RecordFinding,
  ResolveReview,
} from '../mutation/mutation.ts';
import { Library } from '../policy/library.ts';
import { Script, ScriptRun } from '../script/graph.ts';
import { Instant } from '../time.ts';
import { Board } from './board.ts';
import type { ChannelName, EventName } from './names.ts';
import {
  CaseView,
  Draft,
  Evidence,
  KnownDesk,
  Pins,
  QueueFilter,
  QueueRow,
  SessionView,
  Settings,
  SyncStatus,
  UnsentItem,
} from './view.ts';

const Nothing = z.strictObject({});
const CaseRef = z.strictObject({ caseId: z.uuid() });
const Refused = z.strictObject({ id: z.uuid() });
const anyone = null;
const staff: readonly Role[] = ['agent', 'lead', 'admin'];
const leads: readonly Role[] = ['lead', 'admin'];

const AttemptInput = z.strictObject({
  caseId: z.uuid(),
  direction: z.enum(['outbound', 'inbound']),
  disposition: z.string().min(1).max(40),
  note: z.string().max(4_000),
  reason: z.string().max(400).nullable(),
  callbackAt: Instant.nullable(),
  dialled: NumberName.default('phone'),
  startedAt: Instant,
  endedAt: Instant,
  evidence: Evidence,
  run: ScriptRun.nullable(),
  /** As the call began with them; null: the newest. */
  policyVersion: Pins.shape.policyVersion.unwrap(),
  dispositionsVersion: Pins.shape.dispositionsVersion.unwrap(),
});

/** A channel that commits one decision: exactly what the mutation says, for whoever may make it. */
const decision = <S extends z.ZodRawShape>(mutation: {
  shape: { name: z.ZodLiteral<Mutation['name']>; args: z.ZodObject<S> };
}) => ({
  input: z.strictObject(mutation.shape.args.shape),
  output: CaseView,
  roles: rolesThatMay(mutation.shape.name.value),
});

/**
 * The one map of calls from the renderer to main: argument, answer, and who may call (null: also before
 * sign-in). Main validates every argument against it; the answer arrives in an `Envelope`.
 */
export const CHANNELS = {
  'app.info': {
    input: Nothing,
    output: z.object({
      version: z.string(),
      electron: z.string(),
      chromium: z.string(),
      sqlite: z.string(),
      platform: z.string(),
      profile: z.string().nullable(),
      server: z.string(),
      desks: z.array(KnownDesk),
      locale: z.string(),
    }),
    roles: anyone,
  },
  'settings.get': { input: Nothing, output: Settings, roles: anyone },
  'settings.set': { input: Settings.partial().strict(), output: Settings, roles: anyone },
  'session.current': { input: Nothing, output: SessionView.nullable(), roles: anyone },
  'session.signIn': {
    input: z.strictObject({
      server: z.string().min(1).max(300),
      account: z.string().min(1).max(80),
      password: z.string().min(1).max(200),
    }),
    output: SessionView,
    roles: anyone,
  },
  /** Ends the session and closes the desk file; unsent work stays in it. */
  'session.signOut': { input: Nothing, output: Nothing, roles: staff },
  /** Ends the session and deletes every desk of this machine. @throws unsent_left */
  'session.clear': { input: Nothing, output: Nothing, roles: staff },
  /** The unsent work of a desk of this machine, anybody's, as a file that only central can open. */
  'unsent.export': {
    input: z.strictObject({ server: z.string().max(300), account: z.string().max(80) }),
    output: z.object({ saved: z.boolean() }),
    roles: anyone,
  },
  /**
   * The newest library, or that of a call with policy and dispositions as it began; versions that are gone:
   * the newest.
   */
  'library.get': { input: Pins.strict(), output: Library.nullable(), roles: staff },
  'library.script': {
    input: z.strictObject({ kind: CaseKind, version: z.int().positive() }),
    output: Script.nullable(),
    roles: staff,
  },
  'members.list': { input: Nothing, output: z.array(Member), roles: staff },
  /**
   * Counts per tab of the filter (the tab itself is ignored) and the number of rows in the filter's own tab.
   */
  'queue.count': {
    input: QueueFilter.strict(),
    output: z.object({ total: z.int(), tabs: z.record(QueueFilter.shape.tab, z.int()) }),
    roles: staff,
  },
  /** Rows `offset` to `offset + limit` of the filter's order. */
  'queue.rows': {
    input: z.strictObject({
      filter: QueueFilter.strict(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(200),
    }),
    output: z.array(QueueRow),
    roles: staff,
  },
  /**
   * The place of a case in the filter's order, and the id that follows it (or would, once it left); null when
   * none.
   */
  'queue.locate': {
    input: z.strictObject({ filter: QueueFilter.strict(), caseId: z.uuid() }),
    output: z.object({
      index: z.int().nullable(),
      nextId: z.uuid().nullable(),
      previousId: z.uuid().nullable(),
    }),
    roles: staff,
  },
  /** The whole team, counted now. */
  'board.read': { input: Nothing, output: Board, roles: leads },
  'case.open': { input: CaseRef, output: CaseView, roles: staff },
  /** The full number, logged as a fact. */
  'case.reveal': {
    input: CaseRef,
    output: z.object({ phone: z.string(), altPhone: z.string().nullable() }),
    roles: rolesThatMay('recordReveal'),
  },
  /** The last four of the document number, logged as a fact; null: not known. */
  'case.revealId': {
    input: CaseRef,
    output: z.object({ idTail: z.string().nullable() }),
    roles: rolesThatMay('recordReveal'),
  },
  /** Hands the number to the system's telephone program without showing it. */
  'case.dial': {
    input: z.strictObject({ caseId: z.uuid(), which: z.enum(['phone', 'altPhone']) }),
    output: z.object({ startedAt: Instant }),
    roles: staff,
  },
  'case.addNote': {
    input: z.strictObject({ caseId: z.uuid(), text: z.string().min(1).max(4_000) }),
    output: CaseView,
    roles: rolesThatMay('addNote'),
  },
  /** Puts the result of an own call (leads: of any) right; the call itself stays as it was logged. */
  'case.correct': {
    input: z.strictObject({
      caseId: z.uuid(),
      attemptId: z.uuid(),
      disposition: z.string().min(1).max(40),
      reason: z.string().max(400).nullable(),
      callbackAt: Instant.nullable(),
      why: z.string().min(1).max(400),
    }),
    output: CaseView,
    roles: rolesThatMay('correctAttempt'),
  },
  /**
   * Takes up the investigation of the reported number, or records what came of it. Agents need the permission
   * `findings`.
   */
  'case.beginInvestigation': decision(BeginInvestigation),
  'case.recordFinding': decision(RecordFinding),
  'case.addNumber': decision(AddNumber),
  'case.resolveReview': decision(ResolveReview),
  'case.proposeMeasure': decision(ProposeMeasure),
  'case.decideMeasure': decision(DecideMeasure),
  'case.decideAppeal': decision(DecideAppeal),
  /** Lets doubtful calls of a case count from now on. */
  'case.confirmCalls': decision(ConfirmCalls),
  /**
   * All doubtful calls of the cases under a filter, in one command; those of one's own, and what arrives
   * later, stay as they are.
   */
  'case.confirmAll': {
    input: z.strictObject({ filter: QueueFilter.strict() }),
    output: z.object({ confirmed: z.int().min(0), left: z.int().min(0) }),
    roles: rolesThatMay('confirmCalls'),
  },
  /**
   * Asks central who has cases of a number; they can be opened until the next look-up.
   * @throws central_unreachable, session_expired
   */
  'case.lookup': {
    input: z.strictObject(LookupRequest.shape),
    output: z.object({ found: z.array(QueueRow) }),
    roles: staff,
  },
  /** Results about a case that its history lacks, as central has them now. @throws as `case.lookup` */
  'case.kept': { input: CaseRef, output: KeptResponse, roles: leads },
  'case.reassign': {
    input: z.strictObject({ caseIds: z.array(z.uuid()).min(1).max(200), toId: z.uuid().nullable() }),
    output: z.object({
      outcomes: z.array(
        z.object({ caseId: z.uuid(), ok: z.boolean(), code: ErrorCode.nullable(), params: ErrorParams }),
      ),
    }),
    roles: rolesThatMay('reassign'),
  },
  /** Everything open that somebody has, in one command. Cases that arrive later are not moved. */
  'case.reassignAll': {
    input: z.strictObject({ fromId: z.uuid(), toId: z.uuid().nullable() }),
    output: z.object({ moved: z.int().min(0), refused: z.int().min(0) }),
    roles: rolesThatMay('reassign'),
  },
  'draft.save': {
    input: z.strictObject({ caseId: z.uuid(), draft: Draft.nullable() }),
    output: Nothing,
    roles: staff,
  },
  /** What saving would do: the plan after the attempt, or why it cannot be saved. */
  'result.preview': {
    input: AttemptInput,
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), plan: Plan, stage: z.string() }),
      z.object({ ok: z.literal(false), code: ErrorCode, params: ErrorParams }),
    ]),
    roles: staff,
  },
  /** Answers only when the result is durably on this machine's disk. */
  'result.log': { input: AttemptInput, output: CaseView, roles: rolesThatMay('logAttempt') },
  'sync.status': { input: Nothing, output: SyncStatus, roles: staff },
  'sync.now': { input: Nothing, output: Nothing, roles: staff },
  'sync.unsent': { input: Nothing, output: z.array(UnsentItem), roles: staff },
  /**
   * The person knows that central refused something, and leaves it at that. Calls and corrections cannot be
   * dismissed.
   */
  'refused.dismiss': { input: Refused, output: Nothing, roles: staff },
  /** Tries what central refused once more: a move from where the case is now, all else as it was. */
  'refused.again': { input: Refused, output: Nothing, roles: staff },
  /** What support needs, without personal data, to be read before it is handed on. */
  'diagnosis.read': { input: Nothing, output: z.object({ text: z.string() }), roles: staff },
  'diagnosis.save': { input: Nothing, output: z.object({ saved: z.boolean() }), roles: staff },
  /** The desks of the team, as central sees them now. */
  'desks.list': { input: Nothing, output: DesksResponse, roles: leads },
} as const satisfies Record<
  ChannelName,
  { input: z.ZodType; output: z.ZodType; roles: readonly Role[] | null }
>;

export type ChannelInput<N extends ChannelName> = z.input<(typeof CHANNELS)[N]['input']>;
export type ChannelOutput<N extends ChannelName> = z.output<(typeof CHANNELS)[N]['output']>;
export type AttemptInput = z.infer<typeof AttemptInput>;

/** What crosses the bridge back: never a thrown error, whose code Electron would lose. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; params: ErrorParams };

/** Events from main to the renderer. `cases.changed` with null: too many to name, ask again. */
export const EVENTS = {
  'sync.status': SyncStatus,
  'cases.changed': z.object({ ids: z.array(z.uuid()).nullable() }),
  'library.changed': Nothing,
  'session.changed': z.object({ session: SessionView.nullable(), code: ErrorCode.nullable() }),
} as const satisfies Record<EventName, z.ZodType>;

export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/**
 * What the preload exposes as `window.desk`: one named function per channel and one subscription, nothing of
 * Electron. `on` returns the function that ends the subscription.
 */
export type DeskBridge = {
  readonly [N in ChannelName]: (input: ChannelInput<N>) => Promise<Envelope<ChannelOutput<N>>>;
} & {
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
};
