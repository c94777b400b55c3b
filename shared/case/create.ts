import type { Library } from '../policy/library.ts';
import type { Instant } from '../time.ts';
import type { Contact, RealNameCase, RealNameFacts, SpamReportCase, SpamReportFacts } from './case.ts';
import type { Plan } from './plan.ts';
import { replanned } from './replan.ts';

/** What an import knows of a new case. `id`: UUIDv5 of kind and external id, made by the caller. */
export interface NewCase {
  id: string;
  externalId: string;
  teamId: string;
  contact: Contact;
}

const UNPLANNED: Plan = {
  kind: 'review',
  code: 'policy_unavailable',
  notBefore: null,
  notAfter: null,
  attempt: 0,
  ofAttempts: 0,
  params: {},
};

function opened(input: NewCase, openedAt: Instant) {
  return {
    id: input.id,
    externalId: input.externalId,
    teamId: input.teamId,
    contact: input.contact,
    assigneeId: null,
    assignmentId: null,
    openedAt,
    sla: { goal: 'none' as const, since: openedAt, halfAt: openedAt, soonAt: openedAt },
    dueAt: openedAt,
    closeBy: openedAt,
    closedAt: null,
    plan: UNPLANNED,
    related: [],
    history: [],
  };
}

/**
 * A spam report as it enters: its promise counts from the report (from the decision, once there is a
 * finding), its first plan is made as of `at`, the moment of the import. A finding known before is recorded
 * afterwards with `applyFinding`.
 */
export function createSpamReport(
  input: NewCase & { facts: Omit<SpamReportFacts, 'finding'> },
  context: { library: Library; at: Instant },
): SpamReportCase {
  const base: SpamReportCase = {
    ...opened(input, input.facts.reportedAt),
    kind: 'spam_report',
    stage: 'reported',
    facts: { ...input.facts, finding: null },
  };
  return replanned(base, context.library, context.at);
}

/** A card that must be re-verified, as it enters: its promise counts from `at`, the moment of the import. */
export function createRealNameCase(
  input: NewCase & { facts: RealNameFacts },
  context: { library: Library; at: Instant },
): RealNameCase {
  const base: RealNameCase = {
    ...opened(input, context.at),
    kind: 'real_name',
    stage: 'to_call',
    facts: input.facts,
  };
  return replanned(base, context.library, context.at);
}
