import { z } from 'zod';
import { SignedInUser } from '../api/account.ts';
import { Moved } from '../api/sync.ts';
import { Contact, RealNameCase, SpamReportCase } from '../case/case.ts';
import { FactFlag } from '../case/history.ts';
import { CaseKind, NumberName, RealNameStage, SpamReportStage } from '../case/kinds.ts';
import { NumberCall } from '../case/number-calls.ts';
import { Plan } from '../case/plan.ts';
import { DUE_THINGS, QUEUE_TABS } from '../case/queue.ts';
import { Sla } from '../case/sla.ts';
import { ErrorCode, ErrorParams } from '../errors.ts';
import { ScriptRun } from '../script/graph.ts';
import { Instant } from '../time.ts';

/** A line of the queue: only what a row shows, the number already masked. */
export const QueueRow = z.object({
  id: z.uuid(),
  kind: CaseKind,
  stage: z.string(),
  externalId: z.string(),
  name: z.string(),
  maskedPhone: z.string(),
  dueAt: Instant,
  sla: Sla,
  closeBy: Instant,
  plan: Plan,
  /** Logged attempts so far. */
  attempts: z.int().min(0),
  assigneeId: z.uuid().nullable(),
  /** Something of this case waits to be uploaded. */
  unsent: z.boolean(),
  hasDraft: z.boolean(),
  /** This program cannot read the case: only where it stands is known. */
  unreadable: z.boolean(),
  /**
   * Who asked for the decision that the case waits for, when and in which words; null: nobody, or none is
   * waited for.
   */
  ask: z.object({ byId: z.uuid().nullable(), at: Instant, why: z.string() }).nullable(),
  /**
   * Whose calls do not count before a lead confirms them, the newest of them, and why; null: there are none.
   */
  doubts: z
    .object({
      byIds: z.array(z.uuid().nullable()),
      at: Instant,
      flags: z.array(FactFlag),
      count: z.int().min(1),
    })
    .nullable(),
});
export type QueueRow = z.infer<typeof QueueRow>;

/** In the place of a person: the cases that nobody has. */
export const NOBODY = 'nobody';

export const QueueFilter = z.object({
  /**
   * `due`: may be called now; `appointment`; `tried`: attempted before; `waiting`: later or waits for others;
   * `closed`; `open`: all but closed.
   */
  tab: z.enum(QUEUE_TABS),
  kind: CaseKind.nullable(),
  /** Part of a name, number (also masked tails), or case number. */
  search: z.string().max(100),
  /** A lead may look at one person's cases, or at those that nobody has. */
  assigneeId: z.union([z.uuid(), z.literal(NOBODY)]).nullable(),
  /** Only what falls due in a span of time; `to` exclusive. */
  due: z.strictObject({ thing: z.enum(DUE_THINGS), from: Instant, to: Instant }).optional(),
});
export type QueueFilter = z.infer<typeof QueueFilter>;

const masked = { contact: Contact.extend({ phone: z.string(), altPhone: z.string().nullable() }) };

const PinnedVersion = z.int().positive().nullable();

/**
 * The versions that a call began with and is finished on; null: the newest. The script's lies in its path.
 */
export const Pins = z.object({
  policyVersion: PinnedVersion.default(null),
  dispositionsVersion: PinnedVersion.default(null),
});
export type Pins = z.infer<typeof Pins>;

/** Documents that a holder has handed in. */
export const Evidence = z.array(z.string().min(1).max(40)).max(20);

/** What was typed but not saved: survives a crash, a reassignment and a restart. */
export const Draft = z.object({
  ...Pins.shape,
  disposition: z.string().max(40).nullable(),
  note: z.string().max(4_000),
  reason: z.string().max(400),
  callbackAt: Instant.nullable(),
  /** Documents handed in, by code or by name. */
  evidence: Evidence.default([]),
  run: ScriptRun.nullable(),
  direction: z.enum(['outbound', 'inbound']).default('outbound'),
  /** The number that was dialled; null: none yet. */
  dialled: NumberName.nullable().default(null),
  /** Beginning and end of the call that the draft belongs to. */
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
export type Draft = z.infer<typeof Draft>;

/** Another case of the same number. `here`: how it stands, where this desk has it; null: others have it. */
export const OtherCase = z.object({
  caseId: z.uuid(),
  kind: CaseKind,
  here: z
    .object({ stage: z.union([SpamReportStage, RealNameStage]), ownerId: z.uuid().nullable() })
    .nullable(),
});
export type OtherCase = z.infer<typeof OtherCase>;

/**
 * A case as a screen may see it: the contact's numbers masked. The tails are for the script (the last four
 * digits).
 */
export const CaseView = z.object({
  case: z.discriminatedUnion('kind', [SpamReportCase.extend(masked), RealNameCase.extend(masked)]),
  phoneTail: z.string(),
  altPhoneTail: z.string().nullable(),
  /**
   * Looked up at central because the person called in: somebody else's, to be read, and for this call's
   * result.
   */
  visiting: z.boolean(),
  draft: Draft.nullable(),
  unsent: z.boolean(),
  /** The case left this desk while it was open: where it went; null: it is here, or nobody said. */
  gone: Moved.nullable(),
  /** Other cases of the number: those that came in before or with it, and those of this desk. */
  others: z.array(OtherCase),
  /** The latest calls for other cases to the number that would be called next. */
  elsewhere: z.array(NumberCall),
  /** Ids of this case's history entries that central does not have yet. */
  unsentEntries: z.array(z.uuid()),
});
export type CaseView = z.infer<typeof CaseView>;

/** What the status chip and its panel show. */
export const SyncStatus = z.object({
  state: z.enum(['offline', 'syncing', 'online', 'attention']),
  /** Since when central has not answered. */
  offlineSince: Instant.nullable(),
  lastExchangeAt: Instant.nullable(),
  unsent: z.int().min(0),
  /** What central refused and nobody has looked after yet. */
  refused: z.int().min(0),
  /** What central has and applies when its case or other work is there. */
  waiting: z.int().min(0),
  /**
   * Of the initial pull: rows here, rows in all, and how long the rest will take (ms; null: not known yet).
   */
  progress: z.object({ received: z.int(), total: z.int(), msLeft: z.int().nullable() }).nullable(),
  /** Why attention is needed or the last exchange failed. */
  code: ErrorCode.nullable(),
  /** The desk file was damaged and begun anew: when, and how many unsent results came back. */
  rescued: z.object({ at: Instant, count: z.int().min(0) }).nullable(),
  /** This machine's clock minus central's, ms. */
  clockAhead: z.int(),
  /**
   * Central was put back and has everything again that this desk had sent, although its person is not signed
   * in.
   */
  broughtBack: z.boolean().optional(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const UnsentItem = z.object({
  id: z.uuid(),
  name: z.string(),
  caseId: z.uuid().nullable(),
  externalId: z.string().nullable(),
  at: Instant,
  state: z.enum(['pending', 'sent', 'rejected', 'waits_for_case', 'waits_for_work', 'waits_for_update']),
  code: ErrorCode.nullable(),
  /** What the refusal says beside its code: who moved a case where, and when. */
  params: ErrorParams,
});
export type UnsentItem = z.infer<typeof UnsentItem>;

export const SessionView = z.object({
  user: SignedInUser,
  server: z.string(),
  /** `offline`: unlocked with the password while central was away. */
  mode: z.enum(['online', 'offline']),
  /** A desk of this person on this machine could not be opened and lies aside, with what is in it. */
  aside: z.boolean().optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** A desk that exists on this machine: offered on the sign-in screen. */
export const KnownDesk = z.object({
  server: z.string(),
  account: z.string(),
  name: z.string(),
  unsent: z.int().min(0),
  /** Work that would be lost with this machine: neither sent nor handed over in a sealed file. */
  onlyHere: z.int().min(0),
});
export type KnownDesk = z.infer<typeof KnownDesk>;

export const Settings = z.object({
  language: z.enum(['system', 'zh-CN', 'en']),
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'standard', 'compact']),
  /** Which handler of the operating system gets a number to dial. */
  dialScheme: z.enum(['tel', 'sip']),
  /** Domain behind sip:number@…; empty: none. */
  sipDomain: z.string().max(120),
});
export type Settings = z.infer<typeof Settings>;
