/** Bugs in `shared/`: `[name, file, text, bug]`. */
export const shared = [
  ['moves not compared', 'shared/mutation/assignment.ts', 'if (!fits) {', 'if (!subject) {'],
  [
    'no reminder when its time comes',
    'shared/policy/requests.ts',
    "return plan.code === 'reminder_wait' ? plan.notBefore : null;",
    "return plan.code === 'waiting' ? plan.notBefore : null;",
  ],
  ['a failed message closes the case', 'shared/policy/reading.ts', "if (step === 'delivered')", 'if (step)'],
  [
    'approved by who proposed it',
    'shared/mutation/measure.ts',
    "if (proposal.byId === context.author.id) return refused('own_proposal');",
    '',
  ],
  [
    'proposed before the wait is over',
    'shared/mutation/measure.ts',
    'if (plan.notBefore !== null && made.at < plan.notBefore)',
    'if (plan.notBefore === null)',
  ],
  ['agents decide reviews', 'shared/mutation/access.ts', 'resolveReview: LEADS,', 'resolveReview: ALL,'],
  [
    'results of another team count',
    'shared/mutation/access.ts',
    "logAttempt: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'kept'],",
    "logAttempt: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],",
  ],
  [
    'the first correction stands',
    'shared/case/history.ts',
    'new Map(standingCorrections(history).map(',
    'new Map(standingCorrections(history).toReversed().map(',
  ],
  [
    'a decision settles what it did not know',
    'shared/policy/matters.ts',
    'return answers ? answers.includes(id) : old;',
    'return answers ? true : old;',
  ],
  [
    'a call ends a complaint',
    'shared/policy/open-matters.ts',
    "if (done.standing.is === 'closed') return ['dispute_review', 'new_evidence'];",
    "if (done.standing.is === 'closed') return ['complaint_review', 'dispute_review', 'new_evidence'];",
  ],
  [
    'doubtful calls count',
    'shared/case/history.ts',
    '&& !confirmed.has(entry.id) && { doubtful: true }',
    '&& false && { doubtful: true }',
  ],
  [
    'calls go on and on after doubtful ones',
    'shared/policy/plan.ts',
    'counted: attemptsOf(history).filter((attempt) => attempt.counted),',
    'counted: attemptsOf(history).filter(isTry),',
  ],
  [
    'own calls confirmed',
    'shared/mutation/confirm.ts',
    'if (named.some((told) => isOwnCall(told, history, context.author.id)))',
    'if (named.length === 0)',
  ],
  [
    'calls of other cases fill no cap',
    'shared/policy/held-back.ts',
    'if (elsewhere.length === 0 ||',
    'if (elsewhere.length >= 0 ||',
  ],
  [
    'ids of requests hold the time at which central asks',
    'shared/mutation/follow-up.ts',
    "derived(['request', subject.id, aim(request), cause,",
    "derived(['request', subject.id, aim(request), String(at),",
  ],
  [
    'work of before its case is answered instead of kept',
    'shared/mutation/premise.ts',
    "if (!subject) return 'case';",
    'if (!subject) return null;',
  ],
];
