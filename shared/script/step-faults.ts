import type { DispositionSet } from '../case/disposition.ts';
import { askedStep, OPEN_ANSWERS } from './answers.ts';
import type { ScriptFault, ScriptFaultCode } from './fault.ts';
import type { Script, ScriptStep } from './graph.ts';
import { detours, nextOf, visited } from './graph-faults.ts';
import { BRANCH_FACTS } from './variables.ts';

type Of<T extends ScriptStep['type']> = Extract<ScriptStep, { type: T }>;

/** The fields of the result form that open questions fill, with the input that each takes. */
const FIELDS: ReadonlyMap<string, Of<'ask_text'>['input']> = new Map([
  ['callback_at', 'datetime'],
  ['reason', 'text'],
  ['note', 'text'],
  ['evidence', 'evidence'],
]);

function hasTwice(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}

function choiceFaults({ choices }: Of<'ask'>): ScriptFaultCode[] {
  const named = [
    choices.map(({ id }) => id),
    choices.map(({ label }) => label.zh.trim()),
    choices.map(({ label }) => label.en.trim()),
  ];
  return named.some(hasTwice) ? ['duplicate_choice'] : [];
}

/** The values that a branch may find, or why it can find none. */
function valuesOf(script: Script, { id, variable }: Of<'branch'>): readonly string[] | ScriptFaultCode {
  const question = askedStep(variable);
  if (question === null) {
    const facts: Readonly<Record<string, readonly string[]>> = BRANCH_FACTS[script.kind];
    return Object.hasOwn(facts, variable) ? (facts[variable] ?? []) : 'unknown_variable';
  }
  const step = script.steps.find((candidate) => candidate.id === question);
  if (step?.type !== 'ask' && step?.type !== 'ask_text') return 'unknown_question';
  const links = new Map(script.steps.map((from) => [from.id, nextOf(from)]));
  if (!visited(links, [...nextOf(step), ...detours(script)]).has(id)) return 'answer_too_late';
  return step.type === 'ask' ? step.choices.map((choice) => choice.id) : OPEN_ANSWERS;
}

function branchFaults(script: Script, step: Of<'branch'>): ScriptFaultCode[] {
  const asked = step.cases.map(({ equals }) => equals);
  const values = valuesOf(script, step);
  const faults: ScriptFaultCode[] = hasTwice(asked) ? ['duplicate_value'] : [];
  if (typeof values === 'string') return [...faults, values];
  return asked.every((value) => values.includes(value)) ? faults : [...faults, 'unknown_value'];
}

function faultsOf(step: ScriptStep, script: Script, dispositions: ReadonlySet<string>): ScriptFaultCode[] {
  switch (step.type) {
    case 'ask':
      return choiceFaults(step);
    case 'ask_text':
      return (FIELDS.get(step.variable) ?? step.input) === step.input ? [] : ['wrong_input'];
    case 'branch':
      return branchFaults(script, step);
    case 'set':
      return dispositions.has(step.disposition) ? [] : ['unknown_disposition'];
    default:
      return [];
  }
}

/** What is wrong with single steps: what they offer, ask about, fill in or suggest. */
export function stepFaults(script: Script, { dispositions }: DispositionSet): ScriptFault[] {
  const codes = new Set(
    dispositions.filter(({ kinds }) => kinds.includes(script.kind)).map(({ code }) => code),
  );
  return script.steps.flatMap((step) =>
    faultsOf(step, script, codes).map((code): ScriptFault => ({ code, step: step.id })),
  );
}
