import { z } from 'zod';
import { Case } from '../case/case.ts';
import { FactFlag } from '../case/history.ts';
import { NumberCalls } from '../case/number-calls.ts';
import { ErrorCode, ErrorParams } from '../errors.ts';
import { Mutation } from '../mutation/mutation.ts';
import { LibraryDocument } from '../policy/library.ts';
import { Instant } from '../time.ts';
import { Member } from './account.ts';
import { SigningKey } from './recover.ts';

/**
 * Version of this protocol (docs/protocol.md); central answers `update_required` to a pull with an older one,
 * a push is always accepted.
 */
export const PROTOCOL_VERSION = 2;

/**
 * Where a desk stands in its team's history. `epoch` changes when central was restored, `tag` is the mark of
 * the commit that made `version`, drawn and sealed by central: one that regrew past the desk lacks it.
 * `place`: where in a version that was cut into pages; a desk sends it back as it came.
 */
export const Cursor = z.object({
  epoch: z.uuid(),
  version: z.int().min(0),
  tag: z.uuid(),
  place: z.string().max(200).optional(),
});
export type Cursor = z.infer<typeof Cursor>;

/**
 * `agent:<user id>` own cases; `team:<team id>` all cases of the team (leads); `common:<team id>` members and
 * library.
 */
export const Scope = z.string().regex(/^(agent|team|common):[0-9a-f-]{36}$/);
export type Scope = z.infer<typeof Scope>;

const change = { scope: Scope, id: z.string().max(80), version: z.int().min(1) };

/** Of a case that left somebody's desk: who has it now (null: nobody), who moved it (null: central), when. */
export const Moved = z.object({ toId: z.uuid().nullable(), byId: z.uuid().nullable(), at: Instant });
export type Moved = z.infer<typeof Moved>;

/** One line of the compacted feed: the newest state of a row in a scope, or that it left the scope. */
export const Change = z.discriminatedUnion('entity', [
  z.object({ ...change, entity: z.literal('case'), op: z.literal('put'), row: Case }),
  z.object({ ...change, entity: z.literal('member'), op: z.literal('put'), row: Member }),
  z.object({ ...change, entity: z.literal('document'), op: z.literal('put'), row: LibraryDocument }),
  z.object({ ...change, entity: z.literal('calls'), op: z.literal('put'), row: NumberCalls }),
  /** `of`: case, member, document, calls, or a kind of rows that only newer programs know. */
  z.object({
    ...change,
    entity: z.literal('revoke'),
    of: z.string().min(1).max(40),
    moved: Moved.optional().catch(undefined),
  }),
]);
export type Change = z.infer<typeof Change>;

/**
 * What a scope holds, as one small number: how many rows, and the sum over them of the first 40 bits of
 * `md5("entity:id:version")`, modulo 2^40. Equal on desk and central exactly when (but for chance) the rows
 * are the same.
 */
export const Digest = z.object({ scope: Scope, count: z.int().min(0), sum: z.int().min(0) });
export type Digest = z.infer<typeof Digest>;

export const PullRequest = z.object({
  protocol: z.int(),
  clientId: z.uuid(),
  /** The scopes that the local cache was built from (empty at first). */
  scopes: z.array(Scope).max(8),
  from: z.discriminatedUnion('mode', [
    /**
     * Everything, most urgent first. `at`: the cursor that the first page returned; `after`: that page's
     * `next`; `only`: the one scope whose digest differed, null for all.
     */
    z.object({
      mode: z.literal('snapshot'),
      at: Cursor.nullable(),
      after: z.string().max(200).nullable(),
      only: Scope.nullable().default(null),
    }),
    /** What changed since the cursor. */
    z.object({ mode: z.literal('delta'), cursor: Cursor }),
  ]),
  /** Rows per page. */
  limit: z.int().min(1).max(5_000),
  /** Asks for the digests of the scopes with the last page of a delta. */
  digest: z.boolean().default(false),
  /** Version of what this desk shows: it shows the pages of a long pull together, behind the last. */
  shown: z.int().min(0).optional(),
  /** How much work waits on this desk, for the team lead's view of the desks. */
  unsent: z.int().min(0).nullable().default(null),
  /** Work of this desk that waited at central when it last heard of it. */
  waiting: z.array(z.uuid()).max(500).default([]),
  /** Device clock now, to estimate its offset for the same view. */
  deviceNow: Instant.optional(),
  /**
   * Asks for the cases of a snapshot as text (`CasesAsText`), with their place in the queue in columns of
   * this shape where central has them.
   */
  queueShape: z.int().min(1).optional(),
  /** The public half of this desk's signing key, until central was told in this epoch. */
  signingKey: SigningKey.optional(),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** A flag that only an answer has: the case of the work is not here yet. */
const AnswerFlag = z.enum([...FactFlag.options, 'case_unknown', 'not_understood']);

export const PushResult = z.object({
  id: z.uuid(),
  /**
   * `waiting`: central has it and applies it when what it builds on is there; `code` and `params` say what
   * would be refused until then.
   */
  status: z.enum(['applied', 'rejected', 'waiting']),
  /** A code or flag that only a newer central knows must not make a desk's whole answer unreadable. */
  code: ErrorCode.nullable().catch('internal'),
  params: ErrorParams,
  flags: z.array(AnswerFlag).catch([]),
  /**
   * Of applied work: proves to a central that was put back how it had taken it; the desk brings it along.
   * Opaque.
   */
  receipt: z.string().max(1_000).optional(),
});
export type PushResult = z.infer<typeof PushResult>;

/**
 * The cases of a page whose documents follow the answer as text: one line for each of `rows`, which says id,
 * version, the sha1 of the line's bytes, and the place in the queue (null: in another shape than was asked
 * for).
 */
export const CasesAsText = z.object({ scope: Scope, rows: z.array(z.unknown()).max(5_000) });
export type CasesAsText = z.infer<typeof CasesAsText>;

const pulled = {
  /** The scopes that the user has now. */
  scopes: z.array(Scope),
  cursor: Cursor,
  changes: z.array(Change),
  serverTime: Instant,
  /**
   * Highest sequence of this client that is contained in `cursor`; retires pending mutations on the last page
   * only.
   */
  lastSeq: z.int().min(0),
  /**
   * Id of the mutation with that sequence: a desk that knows another one there shares its client id with a
   * copy of itself.
   */
  lastId: z.uuid().nullable().default(null),
  /** With the last page of a delta that asked for them, else null. */
  digests: z.array(Digest).nullable().default(null),
  /** What became of work that the desk named as waiting, where it no longer waits. */
  settled: z.array(PushResult).default([]),
};

export const PullResponse = z.discriminatedUnion('kind', [
  /** A page of the snapshot; `next` null: complete as of `cursor`, a delta from there follows. */
  z.object({
    ...pulled,
    kind: z.literal('snapshot'),
    next: z.string().max(200).nullable(),
    total: z.int().min(0),
    text: CasesAsText.optional(),
  }),
  /** A page of changes; while `more`, stage it and ask again from its cursor. */
  z.object({ ...pulled, kind: z.literal('delta'), more: z.boolean() }),
  /**
   * The cursor cannot be served (central restored, history pruned, scopes changed): start a snapshot, keep
   * unsent work.
   */
  z.object({ kind: z.literal('reset'), reason: z.enum(['epoch', 'fork', 'pruned', 'scopes']) }),
]);
export type PullResponse = z.infer<typeof PullResponse>;

export const PushRequest = z.object({
  protocol: z.int(),
  clientId: z.uuid(),
  /** Device clock now, to estimate its offset; never refused for it. */
  deviceNow: Instant,
  /**
   * Statuses beyond `applied` and `rejected` that this desk can read; another is told `applied`: central has
   * the work.
   */
  statuses: z.array(z.string().max(40)).max(20).default([]),
  mutations: z
    .array(
      z.object({
        seq: z.int().min(1),
        mutation: Mutation,
        again: z.boolean().default(false),
        receipt: z.string().max(1_000).nullable().default(null),
      }),
    )
    .min(1)
    .max(100),
});
export type PushRequest = z.infer<typeof PushRequest>;

export const PushResponse = z.object({
  results: z.array(PushResult),
  lastSeq: z.int().min(0),
  serverTime: Instant,
});
export type PushResponse = z.infer<typeof PushResponse>;

/**
 * Answers when something in the user's scopes is newer than `version`, at once when central does not have
 * that commit (it is in another epoch, or lost its newest commits), or after 25 s. `epoch`, `tag` null: from
 * a desk of before these questions.
 */
export const WaitRequest = z.object({
  version: z.int().min(0),
  epoch: z.uuid().nullable().default(null),
  tag: z.uuid().nullable().default(null),
});
export type WaitRequest = z.input<typeof WaitRequest>;
export const WaitResponse = z.object({ changed: z.boolean(), serverTime: Instant });
export type WaitResponse = z.infer<typeof WaitResponse>;
