import type { Script, ScriptRun } from './graph.ts';

const PREFIX = 'answer.';

/** What a branch on an open question can find. */
export const OPEN_ANSWERS = ['given', 'none'] as const;

/** The question that a branch's variable asks about; null when it asks about the case. */
export function askedStep(variable: string): string | null {
  return variable.startsWith(PREFIX) ? variable.slice(PREFIX.length) : null;
}

/**
 * The newest answer to a question on a path: the id of the choice (undefined: not answered), or for an open
 * question whether anything was answered.
 */
export function answerOn(path: ScriptRun['path'], script: Script, question: string): string | undefined {
  const step = script.steps.find(({ id }) => id === question);
  const answer = path.findLast((visit) => visit.step === question && visit.answer !== null)?.answer;
  if (step?.type === 'ask_text') return answer ? 'given' : 'none';
  return step?.type === 'ask' ? (answer ?? undefined) : undefined;
}
