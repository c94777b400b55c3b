import type { Case } from '../case/case.ts';
import { planInputOf } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import type { Matter } from '../policy/matters.ts';
import { mattersOf, readForPlan } from '../policy/plan.ts';
import type { DecideAppeal, LogAttempt, Mutation, RecordFinding, ResolveReview } from './mutation.ts';

/** The mutations that may settle what somebody told. */
export type Answering = LogAttempt | RecordFinding | ResolveReview | DecideAppeal;

const ANSWERING: readonly Mutation['name'][] = [
  'logAttempt',
  'recordFinding',
  'resolveReview',
  'decideAppeal',
];

export function isAnswering(mutation: Mutation): mutation is Answering {
  return ANSWERING.includes(mutation.name);
}

/** What somebody has to answer about a case, in order of time; the forms show it. */
export function openMatters(subject: Case, library: Pick<Library, 'policy'>): Matter[] {
  return mattersOf(readForPlan(planInputOf(subject, library, subject.openedAt)));
}

/** What a call, or a decision, can answer at once: what is open, and a few things that may still come. */
const MOST_ANSWERED = { call: 20, decision: 200 };

/** What it says that it answers, within bounds; what the case has comes first. */
function bounded(answers: readonly string[], { history }: Case, most: number): string[] {
  const here = new Set(history.map(({ id }) => id));
  const distinct = [...new Set(answers)];
  const known = distinct.filter((id) => here.has(id));
  return [...known, ...distinct.filter((id) => !here.has(id))].slice(0, most);
}

/**
 * What a mutation answers: what it says, else the open matters that its desk can have known (`known` absent:
 * all).
 */
export function answersOf(
  { name, args }: Answering,
  subject: Case,
  { library, known }: { library: Library; known?: ((matter: Matter) => boolean) | undefined },
): string[] {
  const most = name === 'logAttempt' ? MOST_ANSWERED.call : MOST_ANSWERED.decision;
  if (args.answers) return args.answers.length > most ? bounded(args.answers, subject, most) : args.answers;
  const matters = openMatters(subject, library);
  return (known ? matters.filter(known) : matters).map(({ id }) => id);
}

/** The mutation with what it answers, as the case shows it on the desk where it is made. */
export function withAnswers(mutation: Mutation, subject: Case | null, library: Library): Mutation {
  if (!subject || !isAnswering(mutation) || mutation.args.answers) return mutation;
  const answers = answersOf(mutation, subject, { library });
  return { ...mutation, args: { ...mutation.args, answers } } as Mutation;
}
