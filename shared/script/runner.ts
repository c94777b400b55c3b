import type { Objection, Script, ScriptRun, ScriptStep, ScriptText } from './graph.ts';
import { type Aside, isObjection, LONGEST_PATH, resolve, type ScriptContext, wayOn } from './way.ts';

/**
 * A script in progress: the stored path and which of its entries is on the screen. Entries behind it are kept
 * for `forward`.
 */
export interface ScriptState {
  run: ScriptRun;
  position: number;
  aside: Aside;
}

export type ScriptAction =
  /** On from a step that is only read, or from a question with the answer that it has. */
  | { do: 'next' }
  /** A choice id, a text, an instant as ISO 8601 or documents; empty: the question is left open. */
  | { do: 'answer'; answer: string }
  | { do: 'back' }
  | { do: 'forward' }
  | { do: 'raise'; objection: string };

/** What is on the screen: a step (never a branch) or an objection with what to answer. */
export type VisibleStep = Exclude<ScriptStep, { type: 'branch' }> | (Objection & { type: 'objection' });

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

/** Where a step that objections interrupted was taken up again: there its answer belongs. */
function takenUp({ run: { path }, position }: ScriptState, script: Script): number {
  const step = path[position]?.step;
  if (isObjection(script, step)) return position;
  let last = position;
  for (let at = position + 1; at < path.length; at += 1) {
    if (path[at]?.step === step && at > last + 1) last = at;
    else if (!isObjection(script, path[at]?.step)) break;
  }
  return last;
}

/** Goes to a step; what was visited behind stays as far as the way is the same as before. */
function goTo(state: ScriptState, context: ScriptContext, answer: string | null, next: string): ScriptState {
  const at = takenUp(state, context.script);
  const here = state.run.path[at];
  if (!here || at + 1 >= LONGEST_PATH) return state;
  const before = [...state.run.path.slice(0, at), { ...here, answer }];
  const target = resolve(context, before, next);
  if (!target) return state;
  const old = { behind: state.run.path.slice(at + 1), aside: state.aside };
  const { path, aside } = wayOn(context, before, target, old);
  return { run: { ...state.run, path }, position: at + 1, aside };
}

function answered(state: ScriptState, context: ScriptContext, answer: string): ScriptState {
  const step = visibleById(context.script, state.run.path[state.position]?.step);
  if (step?.type === 'ask') {
    const choice = step.choices.find(({ id }) => id === answer);
    return choice ? goTo(state, context, choice.id, choice.next) : state;
  }
  if (step?.type !== 'ask_text') return state;
  if (answer.trim() === '') return goTo(state, context, null, step.next);
  if (step.input === 'datetime' && instantOfAnswer(answer) === null) return state;
  return goTo(state, context, answer.slice(0, LONGEST_ANSWER), step.next);
}

function advanced(state: ScriptState, context: ScriptContext): ScriptState {
  const here = state.run.path[state.position];
  const step = visibleById(context.script, here?.step);
  if (!step || !here || step.type === 'end') return state;
  const { answer = null } = state.run.path[takenUp(state, context.script)] ?? here;
  if (step.type === 'ask') return answer === null ? state : answered(state, context, answer);
  if (step.type === 'objection' && step.next === null) return moved(state, 1);
  return step.next === null ? state : goTo(state, context, answer, step.next);
}

function moved(state: ScriptState, by: 1 | -1): ScriptState {
  const position = state.position + by;
  return state.run.path[position] ? { ...state, position } : state;
}

/**
 * The objection follows the step that it interrupted, and the step comes again behind it with what was
 * answered there.
 */
function raised(state: ScriptState, { script }: ScriptContext, id: string): ScriptState {
  const here = state.run.path[state.position];
  if (!here || !isObjection(script, id)) return state;
  // However much is objected to, there stays room to end the call.
  if (state.run.path.length + 2 + script.steps.length > LONGEST_PATH) return state;
  const before = state.run.path.slice(0, state.position);
  const behind = state.run.path.slice(state.position + 1);
  const objection = { step: id, answer: null };
  const path = isObjection(script, here.step)
    ? [...before, here, objection, ...behind]
    : [...before, { ...here, answer: null }, objection, here, ...behind];
  return { ...state, run: { ...state.run, path }, position: state.position + 1 };
}

/**
 * A script at its first visible step. A graph whose start leads nowhere yields an empty path: nothing is
 * shown.
 */
export function startScript(context: ScriptContext): ScriptState {
  const { kind, version, start } = context.script;
  const first = resolve(context, [], start);
  const path = first ? [{ step: first, answer: null }] : [];
  return { run: { kind, version, path }, position: 0, aside: new Map() };
}

/**
 * A stored run at its last entry; started anew when it does not fit the script (other version, unknown steps
 * or choices).
 */
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
  return run && fits && run.path.length > 0
    ? { run, position: run.path.length - 1, aside: new Map() }
    : startScript(context);
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

/**
 * The way to the current step: each entry with what was chosen there (a label), typed there, or only read.
 */
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
