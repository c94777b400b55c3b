import type { Objection, Script, ScriptRun, ScriptStep, ScriptText } from './graph.ts';

/** A script in progress: the stored path and which of its entries is on the screen. Entries behind it are kept for `forward`. */
export interface ScriptState {
  run: ScriptRun;
  position: number;
}

/** Facts of the case that branches ask for, by name. */
export type ScriptFacts = Readonly<Record<string, string>>;

export interface ScriptContext {
  script: Script;
  facts: ScriptFacts;
}

export type ScriptAction =
  /** On from a step that is only read, or from a question of free text that is left open. */
  | { do: 'next' }
  /** A choice id, a text, or an instant as ISO 8601. */
  | { do: 'answer'; answer: string }
  | { do: 'back' }
  | { do: 'forward' }
  | { do: 'raise'; objection: string };

/** What is on the screen: a step (never a branch) or an objection with what to answer. */
export type VisibleStep = Exclude<ScriptStep, { type: 'branch' }> | (Objection & { type: 'objection' });

type Path = ScriptRun['path'];
const LONGEST_PATH = 400;
const LONGEST_ANSWER = 1_000;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The instant that an ISO 8601 date-time with offset names, in milliseconds; null when it is none. */
export function instantOfAnswer(answer: string): number | null {
  const instant = ISO_INSTANT.test(answer) ? Date.parse(answer) : Number.NaN;
  return Number.isNaN(instant) || instant < 0 ? null : instant;
}

function visibleById(script: Script, id: string | undefined): VisibleStep | null {
  const step = script.steps.find((candidate) => candidate.id === id);
  if (step) return step.type === 'branch' ? null : step;
  const objection = script.objections.find((candidate) => candidate.id === id);
  return objection ? { ...objection, type: 'objection' } : null;
}

/** Follows branches silently to the next visible step; null when the graph leads nowhere. */
function resolve({ script, facts }: ScriptContext, id: string): string | null {
  let next = id;
  for (let hops = 0; hops <= script.steps.length; hops += 1) {
    const step = script.steps.find((candidate) => candidate.id === next);
    if (step?.type !== 'branch') return step ? next : null;
    const value = Object.hasOwn(facts, step.variable) ? facts[step.variable] : undefined;
    next = step.cases.find((branch) => branch.equals === value)?.next ?? step.otherwise;
  }
  return null;
}

function withPath(state: ScriptState, path: Path, position: number): ScriptState {
  return path.length > LONGEST_PATH ? state : { run: { ...state.run, path }, position };
}

/** Goes to a step; what was visited behind stays when the way is the same as before. */
function goTo(state: ScriptState, context: ScriptContext, answer: string | null, next: string): ScriptState {
  const target = resolve(context, next);
  const here = state.run.path[state.position];
  if (!target || !here) return state;
  const before = [...state.run.path.slice(0, state.position), { ...here, answer }];
  const behind = state.run.path.slice(state.position + 1);
  const sameWay = behind[0]?.step === target;
  return withPath(
    state,
    [...before, ...(sameWay ? behind : [{ step: target, answer: null }])],
    state.position + 1,
  );
}

function answered(state: ScriptState, context: ScriptContext, answer: string): ScriptState {
  const step = visibleById(context.script, state.run.path[state.position]?.step);
  if (step?.type === 'ask') {
    const choice = step.choices.find(({ id }) => id === answer);
    return choice ? goTo(state, context, choice.id, choice.next) : state;
  }
  if (step?.type !== 'ask_text') return state;
  if (step.input === 'datetime' && instantOfAnswer(answer) === null) return state;
  return goTo(state, context, answer.slice(0, LONGEST_ANSWER), step.next);
}

function advanced(state: ScriptState, context: ScriptContext): ScriptState {
  const here = state.run.path[state.position];
  const step = visibleById(context.script, here?.step);
  if (!step || !here || step.type === 'end') return state;
  if (step.type === 'ask') return here.answer === null ? state : answered(state, context, here.answer);
  if (step.type === 'objection' && step.next === null) return moved(state, 1);
  return step.next === null ? state : goTo(state, context, here.answer, step.next);
}

function moved(state: ScriptState, by: 1 | -1): ScriptState {
  const position = state.position + by;
  return state.run.path[position] ? { ...state, position } : state;
}

/** The objection follows the step that it interrupted, and the step comes again behind it with what was answered there. */
function raised(state: ScriptState, { script }: ScriptContext, id: string): ScriptState {
  const here = state.run.path[state.position];
  if (!here || !script.objections.some((objection) => objection.id === id)) return state;
  const before = state.run.path.slice(0, state.position);
  const behind = state.run.path.slice(state.position + 1);
  const objection = { step: id, answer: null };
  const interrupting = visibleById(script, here.step)?.type === 'objection';
  const path = interrupting
    ? [...before, here, objection, ...behind]
    : [...before, { ...here, answer: null }, objection, here, ...behind];
  return withPath(state, path, state.position + 1);
}

/** A script at its first visible step. A graph whose start leads nowhere yields an empty path: nothing is shown. */
export function startScript(context: ScriptContext): ScriptState {
  const { kind, version, start } = context.script;
  const first = resolve(context, start);
  return { run: { kind, version, path: first ? [{ step: first, answer: null }] : [] }, position: 0 };
}

/** A stored run at its last entry; started anew when it does not fit the script (other version, unknown steps or choices). */
export function resumeScript(context: ScriptContext, run: ScriptRun | null): ScriptState {
  const { script } = context;
  const fits =
    run?.kind === script.kind &&
    run.version === script.version &&
    run.path.every(({ step, answer }) => {
      const visible = visibleById(script, step);
      return visible?.type === 'ask'
        ? answer === null || visible.choices.some(({ id }) => id === answer)
        : visible !== null;
    });
  return run && fits && run.path.length > 0 ? { run, position: run.path.length - 1 } : startScript(context);
}

/** The pure reducer of a script. An action that does not fit the current step changes nothing. */
export function stepScript(state: ScriptState, action: ScriptAction, context: ScriptContext): ScriptState {
  switch (action.do) {
    case 'next':
      return advanced(state, context);
    case 'answer':
      return answered(state, context, action.answer);
    case 'back':
      return moved(state, -1);
    case 'forward':
      return moved(state, 1);
    case 'raise':
      return raised(state, context, action.objection);
  }
}

/** What is on the screen now; null when the script shows nothing. */
export function currentStep(state: ScriptState, script: Script): VisibleStep | null {
  return visibleById(script, state.run.path[state.position]?.step);
}

/** The way to the current step: each entry with what was chosen there (a label), typed there, or only read. */
export function trailOf(
  state: ScriptState,
  script: Script,
): { step: VisibleStep; answer: string | null; choice: ScriptText | null }[] {
  return state.run.path.slice(0, state.position).flatMap(({ step: id, answer }) => {
    const step = visibleById(script, id);
    if (!step) return [];
    const choice = step.type === 'ask' ? (step.choices.find((c) => c.id === answer)?.label ?? null) : null;
    return [{ step, answer, choice }];
  });
}
