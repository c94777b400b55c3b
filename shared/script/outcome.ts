import { evidenceOfAnswer } from './evidence.ts';
import type { Script } from './graph.ts';
import { currentStep, instantOfAnswer, type ScriptState } from './runner.ts';

/** What the way up to the current step means for the result form. */
export interface ScriptOutcome {
  /** The end of the script is on the screen. */
  finished: boolean;
  /** The disposition that the last `set` step suggests. */
  disposition: string | null;
  /** Answers to the questions named `callback_at`, `reason`, `note` and `evidence`. */
  callbackAt: number | null;
  reason: string | null;
  note: string | null;
  /** Documents that were handed in, by code or by name. */
  evidence: string[];
}

/**
 * What the script suggests and collected so far; answers behind the current step do not count until one is
 * there again.
 */
export function outcomeOf(state: ScriptState, script: Script): ScriptOutcome {
  const typed = new Map<string, string>();
  let disposition: string | null = null;
  for (const { step: id, answer } of state.run.path.slice(0, state.position + 1)) {
    const step = script.steps.find((candidate) => candidate.id === id);
    if (step?.type === 'set') disposition = step.disposition;
    if (step?.type === 'ask_text' && answer) typed.set(step.variable, answer);
  }
  return {
    finished: currentStep(state, script)?.type === 'end',
    disposition,
    callbackAt: instantOfAnswer(typed.get('callback_at') ?? ''),
    reason: typed.get('reason') ?? null,
    note: typed.get('note') ?? null,
    evidence: evidenceOfAnswer(typed.get('evidence') ?? ''),
  };
}
