/**
 * A stored document as an older central wrote it: its shape is a matter of its time, so this file knows no
 * type of today.
 */
export type Stored = Record<string, unknown>;
/** What a result did, by the set of dispositions that it was made under; null: nobody knows. */
export type EffectOf = (dispositionsVersion: unknown, code: unknown, kind: unknown) => unknown;

const DAY = 86_400_000;

function record(value: unknown): Stored {
  return typeof value === 'object' && value !== null ? (value as Stored) : {};
}

function list(value: unknown): Stored[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** Looks up effects in sets of dispositions as stored; a version that is missing reads like the newest. */
export function effectsOf(sets: readonly Stored[]): EffectOf {
  const ordered = [...sets].sort((a, b) => Number(a.version) - Number(b.version));
  return (version, code, kind) => {
    const set = ordered.find((each) => each.version === version) ?? ordered.at(-1);
    const known = list(set?.dispositions).find((disposition) => disposition.code === code);
    const fits = Array.isArray(known?.kinds) && known.kinds.includes(kind);
    return fits ? (known.effect ?? null) : null;
  };
}

function upgradedEntry(entry: Stored, kind: unknown, effectOf: EffectOf): Stored {
  if (entry.type !== 'attempt' && entry.type !== 'correction') return entry;
  const effect = effectOf(entry.dispositionsVersion, entry.disposition, kind);
  return entry.type === 'correction'
    ? { effect, ...entry }
    : { effect, dialled: 'phone', evidence: [], ...entry };
}

/**
 * Until the case is planned again its promise is the old one, told as a part of the time from the opening.
 */
function promiseOf({ plan, openedAt, dueAt }: Stored): Stored {
  const { kind } = record(plan);
  const since = Math.min(Number(openedAt), Number(dueAt));
  const at = (share: number) => since + Math.round((Number(dueAt) - since) * share);
  const goal = kind === 'call' || kind === 'message' ? 'close_loop' : 'none';
  return { goal, since, halfAt: at(0.5), soonAt: at(0.8) };
}

/** Seven days after the decision, fifteen after the opening: the promise of that time. */
function closeByOf({ openedAt, facts }: Stored): number {
  const decidedAt = record(record(facts).finding).decidedAt;
  return decidedAt === undefined ? Number(openedAt) + 15 * DAY : Number(decidedAt) + 7 * DAY;
}

/**
 * A case of before the closed loop, with everything that this one reads. One that has it already stays as it
 * is.
 */
export function upgradedCase(subject: Stored, effectOf: EffectOf): Stored {
  const risky = subject.kind === 'real_name' ? { highRisk: false } : {};
  return {
    related: [],
    sla: promiseOf(subject),
    closeBy: closeByOf(subject),
    ...subject,
    facts: { ...risky, ...record(subject.facts) },
    history: list(subject.history).map((entry) => upgradedEntry(entry, subject.kind, effectOf)),
  };
}

/** What stands beside the document of a case; one that other systems must be asked about wakes at once. */
export function columnsOf({ kind, closeBy, contact, plan }: Stored) {
  const { altPhone } = record(contact);
  const asks = ['message', 'measure'].includes(String(record(plan).kind));
  return {
    closeBy: kind === 'spam_report' ? Number(closeBy) : null,
    altPhone: typeof altPhone === 'string' ? altPhone : null,
    wakeAt: asks ? 0 : null,
  };
}

/** Calls of the newest counted attempts, as the cases of the same number know each other. */
export function stubOf({ id, kind, stage, assigneeId, history }: Stored): Stored {
  const calls = list(history)
    .filter((entry) => entry.type === 'attempt' && entry.counted === true)
    .slice(-20)
    .map(({ startedAt, endedAt }) => ({ startedAt, endedAt }));
  return { caseId: id, kind, stage, ownerId: assigneeId, calls };
}

/** A policy with the rules that were fixed in code, or missing, before. */
export function upgradedPolicy(body: Stored): Stored {
  const rules = Object.entries(record(body.rules)).map(([kind, given]) => {
    const { exhausted: _, ...rest } = record(given);
    return [kind, { hardCloseDays: 15, promptAfter: [], ...rest }];
  });
  return {
    perNumber: { maxPerDay: 2, minGapMinutes: 60 },
    ladder: {
      waitHours: 72,
      highRiskWaitHours: 24,
      reminderAfterDays: 7,
      secondWaitHours: 72,
      failedVerifications: 2,
    },
    promises: {
      acknowledgeHours: 2,
      decideHours: 18,
      reviewHours: 9,
      complaintHours: 2,
      verifyHours: 9,
      approveHours: 9,
      restoreHours: 2,
    },
    ...body,
    rules: Object.fromEntries(rules),
  };
}

const APPEAL = {
  code: 'RN_APPEAL',
  kinds: ['real_name'],
  label: { zh: '对处置提出申诉', en: 'Appeals the measure' },
  reached: true,
  final: false,
  counted: true,
  demands: ['note'],
  effect: { do: 'appeal' },
  favourite: {},
};

/** The next version of a set of dispositions, with the objection to a measure; null: it has that already. */
export function withAppeal(body: Stored): Stored | null {
  const known = list(body.dispositions);
  if (known.some(({ effect }) => record(effect).do === 'appeal')) return null;
  return { ...body, version: Number(body.version) + 1, dispositions: [...known, APPEAL] };
}
