import type { DispositionSet } from '../case/disposition.ts';
import type { Script, ScriptStep, ScriptText } from './graph.ts';
import { variablesIn } from './template.ts';
import { BRANCH_FACTS, VARIABLES } from './variables.ts';

export type ScriptFaultCode =
  | 'duplicate_id'
  | 'unknown_next'
  | 'unreachable'
  /** From here no end can be reached. */
  | 'dead_end'
  /** An end can be reached without a suggested disposition. */
  | 'no_disposition'
  | 'unknown_variable'
  | 'broken_template'
  | 'unknown_disposition'
  | 'missing_language';

/** A fault and where it is: the id of a step or objection, `start`, `title` or `guards`. */
export interface ScriptFault {
  code: ScriptFaultCode;
  step: string;
}

function nextOf(step: ScriptStep): string[] {
  switch (step.type) {
    case 'ask':
      return step.choices.map((choice) => choice.next);
    case 'branch':
      return [...step.cases.map((branch) => branch.next), step.otherwise];
    case 'end':
      return [];
    default:
      return [step.next];
  }
}

/** Every step that can be visited from the given ones, not going beyond those that `stop` names. */
function visited(script: Script, from: readonly string[], stop: (step: ScriptStep) => boolean): Set<string> {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    if (!stop(step)) open.push(...nextOf(step));
  }
  return seen;
}

function graphFaults(script: Script): ScriptFault[] {
  const ids = [...script.steps, ...script.objections].map(({ id }) => id);
  const steps = new Set(script.steps.map(({ id }) => id));
  const detours = script.objections.flatMap((objection) => objection.next ?? []);
  const entries = [script.start, ...detours];
  const reachable = visited(script, entries, () => false);
  const undecided = visited(script, entries, (step) => step.type === 'set');
  const targets: [string, string[]][] = [
    ['start', [script.start]],
    ...script.steps.map((step): [string, string[]] => [step.id, nextOf(step)]),
    ...script.objections.map(({ id, next }): [string, string[]] => [id, next === null ? [] : [next]]),
  ];
  const isEnd = (id: string) => script.steps.some((step) => step.id === id && step.type === 'end');
  const fault = (code: ScriptFaultCode) => (step: string) => ({ code, step });
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(fault('duplicate_id')),
    ...targets
      .filter(([, next]) => next.some((id) => !steps.has(id)))
      .map(([id]) => fault('unknown_next')(id)),
    ...[...steps].filter((id) => !reachable.has(id)).map(fault('unreachable')),
    ...[...steps].filter((id) => ![...visited(script, [id], () => false)].some(isEnd)).map(fault('dead_end')),
    ...[...undecided].filter(isEnd).map(fault('no_disposition')),
  ];
}

function textsOf(script: Script): [string, ScriptText][] {
  return [
    ['title', script.title],
    ...script.guards.map((text): [string, ScriptText] => ['guards', text]),
    ...script.objections.flatMap(({ id, label, text }): [string, ScriptText][] => [
      [id, label],
      [id, text],
    ]),
    ...script.steps.flatMap((step): [string, ScriptText][] => {
      if (step.type === 'branch') return [];
      const labels = step.type === 'ask' ? step.choices.map((choice) => choice.label) : [];
      return [step.text, ...labels].map((text) => [step.id, text]);
    }),
  ];
}

function textFaults(script: Script): ScriptFault[] {
  const known: readonly string[] = VARIABLES[script.kind];
  return textsOf(script).flatMap(([step, text]) =>
    [text.zh, text.en].flatMap((template): ScriptFault[] => {
      if (template.trim() === '') return [{ code: 'missing_language', step }];
      const used = variablesIn(template);
      if (!used) return [{ code: 'broken_template', step }];
      return used.some((name) => !known.includes(name)) ? [{ code: 'unknown_variable', step }] : [];
    }),
  );
}

function referenceFaults(script: Script, { dispositions }: DispositionSet): ScriptFault[] {
  const facts = Object.keys(BRANCH_FACTS[script.kind]);
  const codes = dispositions.filter(({ kinds }) => kinds.includes(script.kind)).map(({ code }) => code);
  return script.steps.flatMap((step): ScriptFault[] => {
    if (step.type === 'set' && !codes.includes(step.disposition)) {
      return [{ code: 'unknown_disposition', step: step.id }];
    }
    if (step.type === 'branch' && !facts.includes(step.variable))
      return [{ code: 'unknown_variable', step: step.id }];
    return [];
  });
}

/** Everything that must not be in a script that people read from; empty: it may be published. */
export function validateScript(script: Script, dispositions: DispositionSet): ScriptFault[] {
  return [...graphFaults(script), ...textFaults(script), ...referenceFaults(script, dispositions)];
}
