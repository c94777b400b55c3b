import { answerOn, askedStep } from './answers.ts';
import type { Script, ScriptRun } from './graph.ts';

/** Facts of the case that branches ask for, by name. */
export type ScriptFacts = Readonly<Record<string, string>>;

export interface ScriptContext {
  script: Script;
  facts: ScriptFacts;
}

export type Path = ScriptRun['path'];

/** Answers to questions that the way no longer passes, by step: given again when it does. */
export type Aside = ReadonlyMap<string, string>;

/** As many entries as a stored run may have. */
export const LONGEST_PATH = 400;

export function isObjection(script: Script, id: string | undefined): boolean {
  return script.objections.some((objection) => objection.id === id);
}

/** What a branch is decided by: a fact of the case, or an answer on the way so far. */
function decidedBy({ script, facts }: ScriptContext, path: Path, variable: string): string | undefined {
  const question = askedStep(variable);
  if (question !== null) return answerOn(path, script, question);
  return Object.hasOwn(facts, variable) ? facts[variable] : undefined;
}

/**
 * Follows branches silently to the next visible step; null when the graph leads nowhere. `path`: the way up
 * to there.
 */
export function resolve(context: ScriptContext, path: Path, id: string): string | null {
  const { steps } = context.script;
  let next = id;
  for (let hops = 0; hops <= steps.length; hops += 1) {
    const step = steps.find((candidate) => candidate.id === next);
    if (step?.type !== 'branch') return step ? next : null;
    const value = decidedBy(context, path, step.variable);
    next = step.cases.find((branch) => branch.equals === value)?.next ?? step.otherwise;
  }
  return null;
}

/**
 * Where the last entry of a path leads; null: a question that waits for its answer, or an end. `behind`: what
 * followed before.
 */
function following(context: ScriptContext, path: Path, behind: Path): string | null {
  const { script } = context;
  const here = path.at(-1);
  const followed = behind[0]?.step;
  if (followed !== undefined && isObjection(script, followed)) return followed;
  const objection = script.objections.find(({ id }) => id === here?.step);
  if (objection) return objection.next === null ? (followed ?? null) : resolve(context, path, objection.next);
  const step = script.steps.find(({ id }) => id === here?.step);
  if (!step || step.type === 'end' || step.type === 'branch') return null;
  const next = step.type === 'ask' ? step.choices.find(({ id }) => id === here?.answer)?.next : step.next;
  return next === undefined ? null : resolve(context, path, next);
}

function setAside(aside: Map<string, string>, visits: Path): void {
  for (const { step, answer } of visits) if (answer !== null) aside.set(step, answer);
}

/**
 * The path that goes from `before` to the step `first` and on, as far as answers lead that were given
 * already. Visits of `behind` (the old way) stay where the new way passes them, with the objections raised
 * there; answers that it does not pass are put aside, and earlier ones come back from there.
 */
export function wayOn(
  context: ScriptContext,
  before: Path,
  first: string,
  old: { behind: Path; aside: Aside },
): { path: Path; aside: Aside } {
  const aside = new Map(old.aside);
  const path = [...before];
  let rest = old.behind;
  let known = before.length + 1;
  for (let next: string | null = first; next !== null && path.length < LONGEST_PATH; ) {
    const step: string = next;
    const index = rest.findIndex((visit) => visit.step === step);
    const visit = rest[index] ?? { step, answer: aside.get(step) ?? null };
    if (index >= 0) {
      setAside(aside, rest.slice(0, index));
      rest = rest.slice(index + 1);
    } else {
      aside.delete(step);
    }
    path.push(visit);
    if (index >= 0 || visit.answer !== null) known = path.length;
    next = rest.length > 0 || aside.size > 0 ? following(context, path, rest) : null;
  }
  setAside(aside, rest);
  return { path: path.slice(0, known), aside };
}
